"""What may keep a file from being taken. Each says why, and what to do."""

from shared.problems import Problem


class NotAnnounced(Problem):
    """No entry of the device's journal names this file."""

    status = 409
    code = "attachment-not-announced"
    title = "No report names this file"


class AttachmentTooLarge(Problem):
    """The file is larger than this server takes."""

    status = 413
    code = "attachment-too-large"
    title = "The file is too large"


class KindNotTaken(Problem):
    """The file is of a kind that this server does not take."""

    status = 415
    code = "attachment-kind-not-taken"
    title = "Files of this kind are not taken"


class HashWrong(Problem):
    """All bytes came, and they are not the file that was announced."""

    status = 460
    code = "attachment-hash-wrong"
    title = "The file changed on the way"


class NoSuchUpload(Problem):
    """The device has no such upload."""

    status = 404
    code = "no-such-upload"
    title = "There is no such upload"


class WrongOffset(Problem):
    """The piece does not begin where the upload ends."""

    status = 409
    code = "upload-offset-wrong"
    title = "The piece begins elsewhere"


class UploadTooLong(Problem):
    """More bytes came than the file has."""

    status = 413
    code = "upload-too-long"
    title = "More bytes came than were announced"


class UploadInUse(Problem):
    """Another connection still writes to this upload."""

    status = 423
    code = "upload-in-use"
    title = "The upload is going on elsewhere"


class TusRefused(Problem):
    """The request is not tus 1.0 as it is spoken here."""

    status = 400
    code = "tus-refused"
    title = "The upload's headers can't be understood"


class TusVersionUnknown(Problem):
    """Another version of tus."""

    status = 412
    code = "tus-version-unknown"
    title = "This server speaks tus 1.0.0"


class MetadataStays(Problem):
    """What a file tells of place and time can't be taken out of files of this kind."""

    status = 409
    code = "metadata-stays"
    title = "Position and time can't be taken out of this file"


class NotArrived(Problem):
    """A report names the file, and it is not here yet."""

    status = 404
    code = "attachment-not-arrived"
    title = "The file has not arrived yet"
