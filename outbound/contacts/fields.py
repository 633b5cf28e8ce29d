"""The fields of a call, and the names that lists give them."""

import re
import unicodedata

API_FIELDS = (
    "phone_number",
    "first_name",
    "last_name",
    "phonetic_first_name",
    "phonetic_last_name",
    "full_name",
    "phonetic_full_name",
    "email",
    "event_date_time",
    "external_id",
)
"""The names the API gives to a call's fields (the guide's step 3A)."""

TIME_ZONE = "time_zone"
"""Ours: where the person is. It decides when they may be called, and is not sent."""

ORIGIN_COLUMN = "outbound_list"
"""The digests of the lists that a row comes from, with blanks between."""

REASON_COLUMNS = ("outbound_row", "outbound_field", "outbound_reason", ORIGIN_COLUMN)
"""What is written beside rows that were not used; no call has them."""

FIELDS = (*API_FIELDS, TIME_ZONE)

_ALIASES = {
    "phone_number": (
        "phone, phone no, telephone, telephone number, tel, tel no, mobile, mobile phone, "
        "mobile number, cell, cell phone, contact number, msisdn, 電話番号, 電話, 携帯, 携帯電話, "
        "携帯番号, 携帯電話番号, 連絡先電話番号, telefono, teléfono, móvil, celular, telefon, "
        "telefonnummer, handy, handynummer, téléphone, portable"
    ),
    "first_name": "given name, forename, fname, 名, prénom, vorname, nombre",
    "last_name": (
        "surname, family name, lname, 姓, 苗字, 名字, nom, nom de famille, nachname, familienname, "
        "apellido, apellidos"
    ),
    "full_name": (
        "name, customer name, patient name, client name, contact name, 氏名, 名前, お名前, "
        "患者名, 患者氏名, 顧客名, 顧客氏名, nombre completo, nom complet"
    ),
    "phonetic_first_name": (
        "first name kana, first name phonetic, given name kana, メイ, めい, 名カナ, 名かな, "
        "名フリガナ, 名ふりがな"
    ),
    "phonetic_last_name": (
        "last name kana, last name phonetic, family name kana, surname kana, セイ, せい, 姓カナ, "
        "姓かな, 姓フリガナ, 姓ふりがな"
    ),
    "phonetic_full_name": (
        "phonetic name, name kana, kana name, kana, furigana, フリガナ, ふりがな, カナ, かな, "
        "氏名カナ, 氏名かな, 氏名フリガナ, 氏名ふりがな, カナ氏名, 名前カナ, 患者名カナ"
    ),
    "email": "e-mail, email address, mail, mail address, メール, メールアドレス, correo, courriel",
    "event_date_time": (
        "event time, appointment date time, appointment at, 予約日時, 来院日時, 診療日時"
    ),
    "external_id": (
        "customer id, patient id, client id, member id, contact id, 顧客番号, 顧客id, 患者番号, "
        "患者id, 会員番号, 会員id, 診察券番号"
    ),
    "time_zone": "tz, iana time zone, タイムゾーン",
}

_LEFT_OUT = re.compile(r"[\s_\-./:*()\[\]]+")


def plain(name: str) -> str:
    """A column's name without what people write in different ways: case, width, punctuation."""
    return _LEFT_OUT.sub("", unicodedata.normalize("NFKC", name).casefold())


_BY_NAME = {
    plain(name): field for field, names in _ALIASES.items() for name in (field, *names.split(", "))
}


def field_of(column: str) -> str | None:
    """The field that a column of this name holds, as far as a name can tell."""
    return _BY_NAME.get(plain(column))
