"""What the columns of a list of observers may be, and how their cells are read."""

import re
from dataclasses import replace

from server.imports.cells import Wrong, at_most, one_of, text
from server.imports.importer import Field
from server.people.countries import country_name, find_country, find_language, nearest_country
from server.people.models import ObserverRole, Permission

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
_PHONE = re.compile(r"\+?[0-9][0-9 ()/.-]{3,38}")
_BETWEEN = re.compile(r"[,;/]")
_ROLES = {
    "core": "core_team", "core team": "core_team", "long-term observer": "lto",
    "short-term observer": "sto", "observer": "sto", "translator": "interpreter",
    "долгосрочный наблюдатель": "lto", "краткосрочный наблюдатель": "sto",
    "наблюдатель": "sto", "переводчик": "interpreter", "водитель": "driver",
    "аудармашы": "interpreter", "жүргізуші": "driver", "tercüman": "interpreter",
    "şoför": "driver", "sürücü": "driver",
}  # fmt: skip
_PERMISSIONS = {
    "granted": "accredited", "yes": "accredited", "rejected": "refused", "denied": "refused",
    "pending": "applied", "none": "", "аккредитован": "accredited", "отказано": "refused",
    "подана заявка": "applied", "отозвана": "withdrawn",
}  # fmt: skip


def _code(cell: str) -> str:
    if not text(cell):
        raise Wrong("the observer's code is missing", "Give each person a code.")
    if not _CODE.fullmatch(cell):
        cure = "Use letters a–z, digits, '-', '_' and '.', at most 40 characters."
        raise Wrong(f"'{cell[:60]}' can't be a code", cure)
    return cell


def country(cell: str) -> str:
    """Return the two letters of a country; '' for an empty cell. Raises Wrong."""
    if not text(cell):
        return ""
    if code := find_country(cell):
        return code
    near = nearest_country(cell)
    cure = f"Did you mean {near}?" if near else f"Write it as {country_name('KZ')} or KZ."
    raise Wrong(f"'{cell[:60]}' is no country that is known here", cure)


def languages(cell: str) -> list[str]:
    """Return the codes of the languages in a cell. Raises Wrong."""
    found: dict[str, None] = {}
    for each in _BETWEEN.split(text(cell)):
        if word := each.strip():
            code = find_language(word)
            if not code:
                cure = "Write names or codes, as: ru, kk, English."
                raise Wrong(f"'{word[:60]}' is no language that is known here", cure)
            found[code] = None
    return list(found)


def email(cell: str) -> str:
    """Return an e-mail address. Raises Wrong."""
    if text(cell) and not _EMAIL.fullmatch(cell):
        raise Wrong("it is not an e-mail address", "Write one address, as a@example.org.")
    return cell


def phone(cell: str) -> str:
    """Return a telephone number. Raises Wrong."""
    if text(cell) and not _PHONE.fullmatch(cell):
        raise Wrong("it is not a telephone number", "Write it as it is dialled, +7 7172 555 017.")
    return cell


_LINE = at_most(200)
_BADGE = at_most(60)
_REASON = at_most(400)

OF_OBSERVER = (
    Field(
        "code", "Code",
        ("observer code", "observer", "id", "number", "no", "код", "код наблюдателя", "kod"),
        _code, required=True, exact=True,
    ),
    Field(
        "role", "Role", ("function", "position", "роль", "функция", "рөлі", "görev"),
        one_of([each.value for each in ObserverRole], _ROLES),
    ),
    Field(
        "organisation", "Organisation",
        ("organization", "sender", "delegation", "организация", "ұйым", "kuruluş"), _LINE,
    ),
    Field(
        "nationality", "Nationality",
        ("citizenship", "country", "гражданство", "страна", "азаматтығы", "uyruk", "ülke"), country,
    ),
    Field("languages", "Languages", ("language", "языки", "язык", "тілдер", "diller"), languages),
    Field("team", "Team", ("team code", "команда", "группа", "топ", "ekip"), _LINE, exact=True),
    Field("trained_on", "Trained on", ("training", "training date", "trained"), is_day=True),
    Field(
        "conduct_signed_on", "Signed the code of conduct on",
        ("code of conduct", "code of conduct signed", "conduct signed", "signed on"), is_day=True,
    ),
    Field(
        "permission", "Accreditation",
        ("accreditation status", "status", "accredited", "аккредитация", "akreditasyon"),
        one_of([each.value for each in Permission if each.value], _PERMISSIONS),
    ),
    Field(
        "permission_on", "Accreditation: day of the step",
        ("accreditation date", "accredited on", "decided on", "дата аккредитации"), is_day=True,
    ),
    Field("reason", "Accreditation: reason", ("reason for refusal", "refusal", "причина"), _REASON),
    Field(
        "badge", "Badge number",
        ("badge no", "accreditation number", "accreditation no", "card number",
         "номер удостоверения", "номер аккредитации"),
        _BADGE, exact=True,
    ),
    Field("valid_from", "Accreditation: valid from", ("from", "действует с"), is_day=True),
    Field(
        "valid_until", "Accreditation: valid until",
        ("valid to", "until", "expires", "expiry", "действует до"), is_day=True,
    ),
)  # fmt: skip
"""What the register keeps, by code."""
OF_IDENTITY = (
    Field(
        "family_name", "Family name",
        ("surname", "last name", "name", "full name", "фамилия", "тегі", "soyadı", "soyad"),
        _LINE,
    ),
    Field(
        "given_name", "Given name",
        ("first name", "given names", "first names", "имя", "аты", "ad", "adı"), _LINE,
    ),
    Field(
        "other_script", "Name in another script",
        ("name in latin", "name in cyrillic", "latin name", "имя латиницей", "фио"), _LINE,
    ),
    Field(
        "born_on", "Born on", ("date of birth", "birth date", "born", "dob", "дата рождения"),
        is_day=True,
    ),
    Field(
        "document", "Passport or other paper",
        ("passport", "passport no", "passport number", "document number", "паспорт"), _LINE,
    ),
    Field(
        "document_until", "Paper valid until",
        ("passport expiry", "passport valid until", "passport expires"), is_day=True,
    ),
    Field("email", "E-mail", ("e mail", "mail", "email address", "эл почта", "e posta"), email),
    Field("phone", "Telephone", ("mobile", "phone number", "tel", "телефон", "telefon"), phone),
    Field(
        "emergency_name", "Emergency: whom to call",
        ("emergency contact", "emergency contact name", "next of kin"), _LINE,
    ),
    Field(
        "emergency_phone", "Emergency: telephone",
        ("emergency contact phone", "emergency contact telephone", "emergency number"), phone,
    ),
)  # fmt: skip
"""What the sealed store keeps."""
FIELDS = tuple(
    replace(each, aliases=(*each.aliases, each.words)) for each in (*OF_OBSERVER, *OF_IDENTITY)
)
"""All, each also by what the pages call it."""
IDENTITY_NAMES = tuple(each.name for each in OF_IDENTITY)
