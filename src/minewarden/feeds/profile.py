"""How a mine writes its files: separators, lengths of codes, form of times. Provinces differ."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from minewarden.errors import BadInput
from minewarden.feeds.values import Codes, TimeForm

CARD_DIGITS = 5  # the mine's own card number behind its mine code
SKIPPED = "-"  # in a list of columns: a field that is sent and not kept


@dataclass(frozen=True)
class Profile:
    """Marks and shapes of one mine's text files.

    `mine_code` is the code inside the files where it is not the folder's name (older protocols); `header` and
    `columns` override, by type, the order in which fields are sent.
    Source: 煤安监办〔2019〕42号 附件2 (default); variants as senders were seen to use them.
    """

    name: str = "default"
    field_mark: str = ";"
    record_mark: str = "~"
    end_mark: str = "||"
    type_prefix: str = ""
    time_form: TimeForm | None = None  # None: as the header of the file shows it
    placeholders: frozenset[str] = frozenset({"xxxx-xx-xx xx:xx:xx", "xxxx-xx-xx/xx:xx:xx", "-"})
    mine_code: str | None = None
    card_length: int | None = None  # None: mine code and five digits
    header: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def codes(self, mine_code: str) -> Codes:
        """Out: the shapes of codes in files whose header says `mine_code`."""
        return Codes(mine_code, self.card_length or len(mine_code) + CARD_DIGITS)


DEFAULT = Profile()
CARET = Profile(name="caret", record_mark="^", end_mark="]]]", type_prefix="N")
PROFILES = (DEFAULT, CARET)

_KEYS = {
    "field": "field_mark",
    "record": "record_mark",
    "end": "end_mark",
    "prefix": "type_prefix",
    "mine_code": "mine_code",
    "card_length": "card_length",
}


def read_profile(data: bytes) -> Profile:
    """Out: the profile that a `profile.toml` describes, on top of the one it names as `base`.

    Errors: BadInput when it is no TOML, or a key or value is not known.
    """
    try:
        told = tomllib.loads(data.decode("utf-8"))
    except (
        ValueError,
        RecursionError,
    ) as error:  # not UTF-8, no TOML, a number of thousands of digits, endless nesting
        raise BadInput(f"profile.toml cannot be read: {error}") from None
    base_name = told.pop("base", DEFAULT.name)
    base = next((profile for profile in PROFILES if profile.name == base_name), None)
    if base is None:
        raise BadInput(f"profile.toml: no base called {base_name!r}; use default or caret")
    header, columns = (_lists(told.pop(key, {}), key) for key in ("header", "columns"))
    form = told.pop("time", None)
    placeholders = told.pop("placeholders", None)
    unknown = set(told) - set(_KEYS)
    if unknown:
        raise BadInput(f"profile.toml: unknown key {', '.join(sorted(unknown))}")
    changes = {_KEYS[key]: value for key, value in told.items()}
    for key, value in changes.items():
        if type(value) is not (int if key == "card_length" else str) or (not value and key != "type_prefix"):
            raise BadInput(f"profile.toml: {key} cannot be {value!r}")
    if form is not None:
        changes["time_form"] = _time_form(form)
    if placeholders is not None:
        if not isinstance(placeholders, list):
            raise BadInput("profile.toml: placeholders wants a list of texts")
        changes["placeholders"] = frozenset(map(str, placeholders))
    return replace(base, name="profile.toml", header=header, columns=columns, **changes)


def _lists(told: object, key: str) -> Mapping[str, tuple[str, ...]]:
    if not isinstance(told, dict) or not all(isinstance(names, list) for names in told.values()):
        raise BadInput(f"profile.toml: [{key}] wants one list of names per file type")
    return {name.upper(): tuple(map(str, names)) for name, names in told.items()}


def _time_form(text: object) -> TimeForm:
    try:
        return TimeForm(str(text))
    except ValueError:
        raise BadInput(f"profile.toml: time is one of {', '.join(TimeForm)}") from None
