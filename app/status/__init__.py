"""How the store stands as a whole: disk, sizes, queue, backups, log; what needs somebody's eye, and who is told."""
