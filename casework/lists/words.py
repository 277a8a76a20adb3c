"""The words of headers and cells, in English, Ukrainian and Russian.

They are written as `key` folds them: small letters and digits only, one alphabet a word, ё as е.
Sources: headers and placeholders as described for public forms of the bureaux, of the courts and of the press;
ranks from ranks.csv, whose lines carry their own source.
"""

import csv
import re
import unicodedata
from functools import lru_cache
from pathlib import Path

from casework.names.scripts import clean, repair_lookalikes

FIELDS = (
    "full_name",
    "surname",
    "given_name",
    "patronymic",
    "date_of_birth",
    "sex",
    "category",
    "rank",
    "unit",
    "place_of_birth",
    "place_of_capture",
    "id",
    "query_id",
)
NAME_FIELDS = ("full_name", "surname", "given_name", "patronymic")
NUMBERING = "numbering"

_HEADERS = {
    "full_name": """
        піб прізвищеімяпобатькові прізвищеімятапобатькові прізвищевласнеімяпобатькові прізвищеіпб прізвищеініціали
        прізвищетаініціали повнеімя імяповністю піббійця пібвійськового пібвійськовослужбовця
        пібвійськовополоненого пібполоненого пібособи пібзниклого пібзвільненого
        прізвищетаімя прізвищеімя імятапрізвище
        фио фамилияимяотчество фамилияио фамилияиинициалы полноеимя фамилияимя фиополностью фиовоеннослужащего
        фиовоеннопленного фиопленного фиолица
        fullname name nameinfull surnamenamepatronymic surnamegivennamepatronymic surnamefirstnamepatronymic
        surnamegivenname surnamefirstname
        surnameandname surnameandgivenname
        lastnamefirstname lastnamefirstnamepatronymic
        pib fio nameofperson nameofprisoner person""",
    "surname": "прізвище прізвища фамилия surname lastname familyname secondname",
    "given_name": """
        імя імена ім власнеімя імяпобатькові імятапобатькові имя имена имяотчество имяиотчество
        givenname givennames firstname firstnames forename forenames""",
    "patronymic": "побатькові побать батькові отчество patronymic patronym middlename fathername fathersname",
    "date_of_birth": """
        датанародження датанар датанародж днар дн днародження рікнародження рн народження датарн датанародженнярік
        датарождения датарожд дрожд др годрождения гр рождение годрожд датаигодрождения датаірікнародження
        деньмісяцьрікнародження числомісяцьрікнародження датамісяцьрікнародження
        dateofbirth birthdate dob born birthday birth yearofbirth yob birthyear""",
    "sex": "стать пол sex gender",
    "category": "категорія категоріяособи статусособи категория категориялица category військовийцивільний",
    "rank": "звання військовезвання вззвання взвання військзвання звание воинскоезвание взвание rank militaryrank",
    "unit": """
        вч підрозділ військовачастина військчастина частина вчастина номервч місцеслужби підрозділвч вчпідрозділ
        воинскаячасть военнаячасть часть подразделение номерчасти вчасть местослужбы
        unit militaryunit unitnumber brigade бригада""",
    "place_of_birth": """
        місценародження місценар звідкиродом уродженець месторождения месторожд уроженец
        placeofbirth birthplace pob""",
    "place_of_capture": """
        місцеполону місцезахоплення місцезахопленнявполон місцепотраплянняуполон місцепотрапляннявполон
        місцезникнення
        місцезатримання місцепленения местопленения местозахвата местоисчезновения местозадержания местопленения
        placeofcapture captureplace capturedat placeofdisappearance""",
    "id": "id ід ідентифікатор код идентификатор кодособи personid recordid reference ref",
    "query_id": "queryid",
    NUMBERING: "nзп nпп nп n nn номерзп номерпп номер зп пп no num number порядковийномер rownumber",
}
_TOTALS = r"(?:всього|усього|разом|загалом|підсумок|итого|всего|totals?|grand total|у тому числі|з них)"
_COUNTED = (
    r"(?:осіб|особи|чоловік|людей|человек|військов|цивільн|военн|гражданск|people|persons|military"
    r"|civilian|за\b|по\b)"
)
TOTALS = re.compile(rf"^{_TOTALS}(?:\s*$|\s*[:=\-–—(]|\s*\d|\s+{_COUNTED})", re.IGNORECASE)

_SECTIONS = """
військовополонені військові військовослужбовці цивільні цивільніособи цивільнізаручники
военнопленные военнослужащие гражданские гражданскиелица prisonersofwar military civilians servicemen список
списокосіб
"""
SECTIONS = frozenset(_SECTIONS.split())

_CATEGORIES = {
    "pow": """
        військовий військова військові військовослужбовець військовослужбовиця військовополонений військовополонена
        вс вп війс військ військовосл боєць комбатант военный военная военнослужащий военнослужащая военнопленный
        военнопленная воен комбатант pow prisonerofwar military combatant serviceman servicewoman soldier mil""",
    "civilian": """
        цивільний цивільна цивільні цивільнаособа цив цивільнийзаручник цивільназаручниця заручник
        гражданский гражданская гражданскоелицо гражд граж civilian civ civil civilianhostage""",
}
_SEXES = {
    "m": "ч чол чоловік чоловіча чоловічий чоловіч м муж мужчина мужской мужская male m man",
    "f": "ж жін жінка жіноча жіночий жіноч жен женщина женский женская female f woman",
}

_DEGREES = {
    "старший": "(?:старший|ст)",
    "молодший": "(?:молодший|мол)",
    "младший": "(?:младший|мл)",
    "головний": "(?:головний|гол)",
    "главный": "(?:главный|гл)",
}
RANKS_FILE = Path(__file__).parent / "ranks.csv"


def _turned(table: dict[str, str]) -> dict[str, str]:
    return {word: meaning for meaning, words in table.items() for word in words.split()}


HEADERS = _turned(_HEADERS)
CATEGORIES = _turned(_CATEGORIES)
SEXES = _turned(_SEXES)


@lru_cache(maxsize=20_000)
def key(text: str) -> str:
    """The letters and digits of a header or a term, folded so that spellings of one word are equal."""
    signs = repair_lookalikes(clean(text)).replace("№", "n").casefold().replace("ё", "е")
    return "".join(c for c in unicodedata.normalize("NFKC", signs) if c.isalnum() and c != "ʼ")


@lru_cache(maxsize=1)
def rank_pattern() -> re.Pattern[str]:
    """A rank, or its abbreviation, at the start of a text; the longest that fits."""
    with RANKS_FILE.open(encoding="utf-8", newline="") as lines:
        ranks = {
            form for row in csv.DictReader(lines) for form in (row["rank"], row["usual_abbreviation"]) if form
        }
    longest_first = sorted(ranks, key=len, reverse=True)
    forms = "|".join(_loosely(rank) for rank in longest_first)
    return re.compile(rf"(?:гвардии\s+|гв\.\s*)?(?:{forms})\.?(?=\s)", re.IGNORECASE)


def _loosely(rank: str) -> str:
    """A pattern for the rank with spaces and dots as people put them."""
    parts = (_DEGREES.get(part, re.escape(part)) for part in re.split(r"[ .]+", rank) if part)
    return r"(?:\.\s*|\s+)".join(parts)


def is_rank(text: str) -> bool:
    match = rank_pattern().match(f"{text.strip()} ")
    return match is not None and match.end() >= len(text.strip())
