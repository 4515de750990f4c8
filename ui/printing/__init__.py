"""Lists and cards on paper and as PDF: laid out here on pages, with a preview before anything leaves."""
