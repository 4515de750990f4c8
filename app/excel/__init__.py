"""Workbooks in and out: the only users of the workbook libraries.

`reader` hands out the cells of any file that an office calls a workbook; it reads in a child process (`child`), so that
no file can take the program down. What the cells mean is `app.importing`'s business.
"""
