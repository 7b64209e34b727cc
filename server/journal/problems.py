"""What may go wrong between a laptop and the journal. Only identity and structure are refused."""

from shared.problems import Problem


class EnrolmentCodeUnknown(Problem):
    """No such code was ever given out."""

    status = 403
    code = "enrolment-code-unknown"
    title = "This enrolment code does not exist"


class EnrolmentCodeExpired(Problem):
    """The code was given out too long ago."""

    status = 410
    code = "enrolment-code-expired"
    title = "This enrolment code has expired"


class EnrolmentCodeUsed(Problem):
    """The code has enrolled a laptop already."""

    status = 409
    code = "enrolment-code-used"
    title = "This enrolment code has been used"


class TooManyAttempts(Problem):
    """Too many wrong codes came from one address."""

    status = 429
    code = "too-many-attempts"
    title = "Too many wrong enrolment codes"


class ProtocolNotSpoken(Problem):
    """The laptop speaks another version of the protocol."""

    status = 400
    code = "protocol-not-spoken"
    title = "This server does not speak the laptop's protocol version"


class UnknownDevice(Problem):
    """The token is missing, or no device has it."""

    status = 401
    code = "unknown-device"
    title = "This laptop is not enrolled here"


class DeviceRevoked(Problem):
    """A coordinator has withdrawn the device's enrolment. What it pushes is kept all the same."""

    status = 403
    code = "device-revoked"
    title = "This laptop's enrolment was withdrawn"


class PushDamaged(Problem):
    """The bytes of a push broke on the way, or never were a push."""

    status = 400
    code = "push-damaged"
    title = "The push can't be read"


class PushTooLarge(Problem):
    """A push holds more than the protocol allows."""

    status = 413
    code = "push-too-large"
    title = "The push is too large"


class PushTooSlow(Problem):
    """A push dribbled in, slower than any line that could carry it."""

    status = 408
    code = "push-too-slow"
    title = "The push did not arrive in time"


class WrongSignature(Problem):
    """The checkpoint is not the device's signature over the push."""

    status = 403
    code = "wrong-signature"
    title = "The push is not signed by this laptop's key"


class WrongDevice(Problem):
    """The push names another device than its token belongs to."""

    status = 403
    code = "wrong-device"
    title = "The push is another laptop's"


class BrokenChain(Problem):
    """The entries do not follow from what they claim to follow."""

    status = 409
    code = "broken-chain"
    title = "The entries do not form a chain"


class IntakeBusy(Problem):
    """More pushes wait for the disk than the server takes on."""

    status = 503
    code = "intake-busy"
    title = "The server is busy"


class StorageFull(Problem):
    """The server's disk has no room. Nothing was kept."""

    status = 507
    code = "storage-full"
    title = "The server's disk is full"
