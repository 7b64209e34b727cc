"""What became of a recommendation, as pages say it."""

from collections.abc import Mapping

from server.missions.recommendations import Followed

STATUSES: Mapping[Followed, str] = {
    Followed.FULLY: "implemented in full",
    Followed.MOSTLY: "mostly implemented",
    Followed.PARTLY: "partly implemented",
    Followed.NOT: "not implemented",
    Followed.NOT_ASSESSED: "not assessed yet",
}
