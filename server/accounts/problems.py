"""What can go wrong with accounts and sign-ins."""

from shared.problems import Problem


class SignInNeeded(Problem):
    """Nobody is signed in."""

    status = 401
    code = "sign-in-needed"
    title = "Sign in first"


class SignInEnded(Problem):
    """The browser still holds a sign-in that has ended."""

    status = 401
    code = "sign-in-ended"
    title = "Your sign-in has ended"


class WrongNameOrPassword(Problem):
    """No usable account has this name and password. Which of the two is wrong is not said."""

    status = 401
    code = "wrong-name-or-password"
    title = "The name or the password is wrong"


class OutsideRegions(Problem):
    """A coordinator of some regions would decide something in another one."""

    status = 403
    code = "outside-regions"
    title = "This is another coordinator's region"


class TooManyTries(Problem):
    """A name was tried too often; the next try has to wait."""

    status = 429
    code = "too-many-tries"
    title = "Too many tries"


class UnfitAccount(Problem):
    """An account can't be made, or be given this password."""

    status = 422
    code = "unfit-account"
    title = "The account can't be kept like this"


class UnfitStanding(Problem):
    """A role can't be given like this: with regions, without an organisation, for all missions."""

    status = 422
    code = "unfit-standing"
    title = "The role can't be given like this"


class WrongCode(Problem):
    """The digits of an authenticator app, or a recovery code, are not the right ones."""

    status = 422
    code = "wrong-second-factor"
    title = "The code is not the right one"


class PasskeyRefused(Problem):
    """A passkey could not be made sure of."""

    status = 422
    code = "passkey-refused"
    title = "The passkey was not taken"


class SecondFactorNeeded(Problem):
    """The account's role needs a second factor, and it has none yet."""

    status = 403
    code = "second-factor-needed"
    title = "Set up a second factor first"


class LinkSpent(Problem):
    """An invitation or a link for a new password was used, withdrawn, or is too old."""

    status = 410
    code = "link-spent"
    title = "This link can't be used any more"


class TokenRefused(Problem):
    """A machine's token is not known, or no longer good."""

    status = 401
    code = "token-refused"
    title = "The token is not good"


class TokenOnlyReads(Problem):
    """A machine would change something with a token that only reads."""

    status = 403
    code = "token-only-reads"
    title = "The token only reads"


class UnfitToken(Problem):
    """A token for a machine can't be made like this."""

    status = 422
    code = "unfit-token"
    title = "The token can't be made like this"


class AccountExists(Problem):
    """An account of this name is there already."""

    status = 409
    code = "account-exists"
    title = "There is an account of this name"


class NoSuchAccount(Problem):
    """No account has this name."""

    status = 404
    code = "no-such-account"
    title = "There is no such account"
