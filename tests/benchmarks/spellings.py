"""Cyrillic names as offices and newspapers of other countries write them in Latin letters. For making lists."""

from casework.names.transliteration import latin


def _pairs(text: str) -> dict[str, str]:
    """ "ж zh х kh" as a table."""
    words = text.split()
    return dict(zip(words[::2], words[1::2], strict=True))


_BASE = {
    **_pairs(
        "а a б b в v г h ґ g д d е e з z и y і i ї i й i к k л l м m н n о o п p р r с s т t у u ф f ы y э e ё e"
    ),
    **dict.fromkeys("ьъʼ", ""),
}
# By habit: letters that differ from the base, in a Ukrainian text, and what differs from that in a Russian one.
_HABITS = {
    "passport_1996": (_pairs("ж zh х kh ц ts ч ch ш sh щ shch є ie ї i й i ю iu я ia"), {}),
    "passport_2007": (_pairs("г g ж zh х kh ц ts ч ch ш sh щ shch є ie ї i й i ю iu я ia"), {}),
    "bgn": (_pairs("є ye ї yi й y ю yu я ya ж zh х kh ц ts ч ch ш sh щ shch"), _pairs("ё yo й y")),
    "english": (
        _pairs("ий y ій iy є ye ї i й y ю yu я ya ж zh х kh ц ts ч ch ш sh щ shch"),
        _pairs("ий y ё e кс x"),
    ),
    "gost_779b": (
        _pairs("и y і i ї yi є ye й j ю yu я ya ж zh х x ц c ч ch ш sh щ shh"),
        _pairs("ы y ё yo э e и i"),
    ),
    "gost_52535": (_pairs("г g ж zh х kh ц tc ч ch ш sh щ shch й i ю iu я ia є ie"), _pairs("ё e")),
    "iso9": (_pairs("г g є ê ї ï й j ю û я â ж ž х h ц c ч č ш š щ ŝ и i і ì"), _pairs("ё ë э è")),
    "scholarly": (_pairs("є je ї ji й j ю ju я ja ж ž х x ц c ч č ш š щ šč ь ʹ"), _pairs("ё ë э è")),
    "german": (
        _pairs("в w є je ї ji й j ю ju я ja ж sch х ch ц z ч tsch ш sch щ schtsch з s"),
        _pairs("ё jo кс x ий ij ей ej"),
    ),
    "german_press": (
        _pairs("в w є je ї ji й j ю ju я ja ж sh х ch ц z ч tsch ш sch щ schtsch з s"),
        _pairs("й i"),
    ),
    "french": (
        _pairs("у ou є ie ї ï й ï ю iou я ia ж j х kh ц ts ч tch ш ch щ chtch"),
        _pairs("ё io ге gue ги gui ий i ин ine"),
    ),
    "polish": (
        _pairs("в w є je ї ji й j ю ju я ja ж ż х ch ц c ч cz ш sz щ szcz л ł ль l ня nia ні ni лі li ля la")
        | _pairs("лю lu лє le"),
        _pairs("ё jo е ie ле le ли li че cze ше sze же że"),
    ),
    "czech": (_pairs("є je ї ji й j ю ju я ja ж ž х ch ц c ч č ш š щ šč ді di ти ty ьо io"), _pairs("ё jo ы y")),
    "lithuanian": (_pairs("є je ї ji й j ю iu я ia ж ž х ch ц c ч č ш š щ šč"), _pairs("ё io")),
    "slovene": (_pairs("є je ї ji й j ю ju я ja ж ž х h ц c ч č ш š щ šč и i"), _pairs("ё jo")),
    "spanish": (_pairs("є ye ї i й i ю yu я ya ж zh х j ц ts ч ch ш sh щ sch"), _pairs("ге gue ги gui")),
    "italian": (_pairs("є ie ї i й j ю ju я ja ж zh х kh ц ts ч ch ш sh щ shch и i"), _pairs("ё e")),
}  # fmt: skip
_RUSSIAN = _pairs("г g и i")
HABITS = ("official", *_HABITS)


def in_latin(text: str, habit: str, lang: str) -> str:
    """The text in Latin letters; `lang` is "uk" or "ru", the language of the text."""
    if habit == "official":
        return latin(text, lang)
    own, in_russian = _HABITS[habit]
    table = _BASE | own | (_RUSSIAN | in_russian if lang == "ru" else {})
    words = [_word(word, table) for word in text.split(" ")]
    return " ".join(_lithuanian(word) for word in words) if habit == "lithuanian" else " ".join(words)


def _word(text: str, table: dict[str, str]) -> str:
    out, place = "", 0
    while place < len(text):
        pair = text[place : place + 2]
        length = 2 if pair.lower() in table and len(pair) == 2 else 1
        piece = text[place : place + length]
        out += _cased(piece, table.get(piece.lower(), piece))
        place += length
    return out


def _cased(piece: str, written: str) -> str:
    if piece.isupper() and len(piece) > 1:
        return written.upper()
    return written[:1].upper() + written[1:] if piece[:1].isupper() else written


def _lithuanian(word: str) -> str:
    """Lithuanian gives foreign men an ending: Zelenskis, Petrovas."""
    lower = word.lower()
    if len(word) < 4 or lower[-1] in "aeou.":
        return word
    if lower.endswith(("skyj", "ckyj", "skij", "ckij")):
        return word[:-2] + "is"
    return word + ("is" if lower[-1] in "ščžj" else "as")
