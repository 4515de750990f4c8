"""Who may see and do what: the rights of a session, and the masks that follow from them.

The one place where rights are asked. Every public function of `app` that takes a session stands behind `operation`,
which refuses before anything is read or written; a test goes through all of them with every role. While such a
function runs, masks are those of its session (`shown`, `door`, `mask_of`): callers hand on a value and its field and
never decide about a mask themselves. Which rows a session reads at all is decided below, in `storage.bounds`; what the
matrix says stands in `ledger.permissions`, how it is changed in `app.rights`. This is the door: callers import from
here, what is behind it is one idea a module.
"""

from app.access.confidential import REPORTER, is_kept_back, is_veiled, require_told, tells_reporters, veiled
from app.access.masks import (
    CHILD_UNTIL,
    FILTER,
    Door,
    door,
    is_child,
    is_managed,
    level_of,
    level_shown,
    mask_of,
    may_look,
    require_fields,
    require_sight,
    sees_all,
    shown,
    tag_shows,
    tags_show,
    tells_by_value,
)
from app.access.operations import (
    OPERATIONS,
    OWN,
    TELLING,
    HasRights,
    Operation,
    for_release,
    is_leaving,
    operation,
    seen_by,
    who_looks,
)
from app.access.rights import EVERYTHING, Forbidden, Rights

__all__ = [
    "CHILD_UNTIL",
    "EVERYTHING",
    "FILTER",
    "OPERATIONS",
    "OWN",
    "REPORTER",
    "TELLING",
    "Door",
    "Forbidden",
    "HasRights",
    "Operation",
    "Rights",
    "door",
    "for_release",
    "is_child",
    "is_kept_back",
    "is_leaving",
    "is_managed",
    "is_veiled",
    "level_of",
    "level_shown",
    "mask_of",
    "may_look",
    "operation",
    "require_fields",
    "require_sight",
    "require_told",
    "seen_by",
    "sees_all",
    "shown",
    "tag_shows",
    "tags_show",
    "tells_by_value",
    "tells_reporters",
    "veiled",
    "who_looks",
]
