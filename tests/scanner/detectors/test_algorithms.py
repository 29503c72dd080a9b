# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What shows that code bears on decisions about persons, and what only looks like it."""

import io
import pickle
import zipfile
from pathlib import Path

import pytest

from scanner.detectors.algorithms import algorithms_detector, rules
from scanner.errors import UsageError
from scanner.models import Confidence, Fact
from scanner.policies import load_policy
from tests.scanner.detectors.trees import Files, facts_of, of_rule

SCHOLARSHIP = """
def droit_a_bourse(etudiant, parametres):
    # Quotient familial du foyer
    quotient = etudiant.revenu_foyer / etudiant.nombre_parts
    if quotient > parametres.plafond_ressources:
        return 0
    if etudiant.points_charge >= 17 and quotient <= parametres.seuil_echelon_7:
        montant = parametres.montant_echelon_7
    else:
        montant = max(0, parametres.taux * (parametres.plafond_ressources - quotient))
    return round(montant * parametres.coefficient, 2)
"""
TECHNICAL = """
def retry(request, limit, user):
    rate = request.count / limit.window
    if rate > limit.threshold and request.score >= 10:
        wait = max(1, rate * limit.base)
        return schedule(user, wait)
    return request.total - 1
"""


def facts(files: Files) -> list[Fact]:
    return facts_of(algorithms_detector(load_policy("transparency")), files)


def rule_paths(files: Files) -> list[str]:
    return [fact.path for fact in of_rule(facts(files), "algorithm-rules")]


def summary(files: Files) -> dict[str, object]:
    [fact] = of_rule(facts(files), "algorithm-summary")
    return fact.data


class TestRuleFiles:
    def test_a_computation_about_persons_is_shown_with_its_lines(self) -> None:
        [fact] = of_rule(facts({"bourses/calcul.py": SCHOLARSHIP, "bourses/http.py": TECHNICAL}), "algorithm-rules")
        assert fact.path == "bourses/calcul.py"
        assert {"plafond", "seuil", "taux", "montant"} <= fact.data["terms"].keys()
        assert "etudiant" in fact.data["persons"]
        texts = {row["line"]: row["text"] for row in fact.data["lines"]}
        assert texts[7] == "if etudiant.points_charge >= 17 and quotient <= parametres.seuil_echelon_7:"
        assert fact.line in texts

    def test_rates_and_scores_of_technical_code_are_not_rules(self) -> None:
        assert rule_paths({"retry.py": TECHNICAL}) == []

    def test_the_same_computation_about_nobody_is_not_a_rule(self) -> None:
        assert rule_paths({"a.py": SCHOLARSHIP.replace("etudiant", "item").replace("foyer", "batch")}) == []

    def test_where_the_whole_code_is_about_persons_a_file_need_not_name_them(self) -> None:
        nobody = SCHOLARSHIP.replace("etudiant", "item").replace("foyer", "batch")
        assert rule_paths({"calcul.py": SCHOLARSHIP, "bareme.py": nobody}) == ["calcul.py", "bareme.py"]

    def test_words_of_comments_and_texts_alone_prove_nothing(self) -> None:
        page = "\n".join(f'  aide_{n}: "Le montant du plafond de l’allocataire > {n} % du taux",' for n in range(9))
        assert rule_paths({"texts.ts": f"export const texts = {{\n{page}\n}};\n"}) == []

    def test_prose_of_a_page_proves_nothing_either(self) -> None:
        prose = (
            "Les apprentis n’ayant pas 26 ans > 43 % du salaire : l'exonération d'impôt est max (montant, plafond) ;"
        )
        page = "\n".join(f"      {prose}" for _ in range(9))
        assert rule_paths({"page.tsx": f"export const Page = () => (\n    <p>\n{page}\n    </p>\n)\n" * 2}) == []
        assert rule_paths({"courriel.txt": f"{{% block body %}}\n{page}\n{{% endblock body %}}\n"}) == []

    def test_a_comment_names_the_opaque_variables_below_it(self) -> None:
        lines = (
            "/* abattement pour personne handicapee */\nif (vlbsc > 120) vlnet = vlbsc - abx;\n"
            "/* taux global */\ncot = tgx * vlnet;\n"
        )
        assert rule_paths({"KARC.C": "int f(void)\n{\n" + lines * 3 + "}\n"}) == ["KARC.C"]

    @pytest.mark.parametrize(
        "folder", ["tests", "spec/models", "docs", "locales", "node_modules/bourses", "db/migrate"]
    )
    def test_what_is_not_the_product_is_left_out_and_counted(self, folder: str) -> None:
        name = "20260101_bareme.py" if folder == "db/migrate" else "calcul.py"
        found = facts({f"{folder}/{name}": SCHOLARSHIP})
        assert of_rule(found, "algorithm-rules") == []
        assert sum(of_rule(found, "algorithm-summary")[0].data["excluded"].values()) == 1

    def test_best_first(self) -> None:
        small = "\n".join(SCHOLARSHIP.splitlines()[:8]) + "\n        pass\n"
        assert rule_paths({"a_small.py": small, "b_full.py": SCHOLARSHIP * 3}) == ["b_full.py", "a_small.py"]


class TestLegacyAndRuleLanguages:
    def test_sas_in_latin_1(self) -> None:
        code = """
/* Plafonds de ressources des allocataires isolés */
data prestations; set foyers;
if revenu < &plafond_1. then montant = &taux_1. * (&plafond_1. - revenu);
else if revenu le &plafond_2. then montant = &forfait.;
if age ge 60 and droit_retraite = 1 then majoration = montant * 0.1;
run;
"""
        [fact] = of_rule(facts({"Allocation.sas": code.encode("latin-1")}), "algorithm-rules")
        assert fact.data["language"] == "sas"
        assert "majoration" in fact.data["terms"]

    def test_the_tax_administration_s_m_language(self) -> None:
        rule = "regle 201040:\napplication : batch , iliad ;\nIRNIN = (IRN - IRANT) * positif(IRN - IRANT) ;\n"
        [fact] = of_rule(facts({"chap-2.m": rule * 2}), "algorithm-rules")
        assert fact.data["language"] == "M"

    def test_objective_c_is_not_m(self) -> None:
        assert (
            rule_paths({"App.m": "@implementation App\n- (void)run {\n  int max = MAX(1, 2);\n  [self go];\n}\n@end\n"})
            == []
        )

    def test_publicodes(self) -> None:
        rule = (
            "salarié . cotisations:\n  applicable si: âge > 65 ans\n"
            "  formule:\n    produit:\n      assiette: brut\n      taux: 3%\n"
        )
        assert rule_paths({"règles/salarié.publicodes": rule}) == ["règles/salarié.publicodes"]

    def test_openfisca_variables_are_rules_and_its_parameters_are_counted_apart(self) -> None:
        variable = (
            "from openfisca_core.model_api import *\n\nclass rsa(Variable):\n    entity = Famille\n"
            "    def formula(famille, period, parameters):\n        rsa = parameters(period).rsa\n"
            "        return max_(0, rsa.montant - famille('ressources', period))\n"
        )
        parameter = (
            "description: Montant du RSA\nvalues:\n  2024-04-01:\n    value: 635.71\n  2025-04-01:\n    value: 646.52\n"
        )
        data = summary({"model/rsa.py": variable, "parameters/rsa.yaml": parameter})
        assert (data["rule_files"], data["parameter_files"], data["share"]) == (1, 1, 1.0)

    def test_rules_told_in_french(self) -> None:
        rules = "Si c'est un demandeur d'emploi\nEt l'âge de l'individu est supérieur à 26\n    Alors il est éligible\n"
        assert rule_paths({"cpf.rules": rules * 3, "60-net.rules": 'ACTION=="add", SUBSYSTEM=="net"\n' * 6}) == [
            "cpf.rules"
        ]

    def test_a_text_file_counts_when_it_is_a_program(self) -> None:
        program = (
            "// taux de cotisation des salariés et plafond\n"
            "if (salaire > plafond) cot = plafond * taux;\nnet = salaire - cot;\n"
        )
        assert rule_paths({"calcul.txt": program * 3}) == ["calcul.txt"]
        prose = "Le montant de la bourse de l’étudiant dépend du quotient.\nIl baisse > 3 % au plafond.\n"
        assert summary({"notice.txt": prose * 9})["code_files"] == 0


class TestShare:
    def test_share_is_rule_files_over_code_files(self) -> None:
        assert summary(
            {"calcul.py": SCHOLARSHIP, "a.py": TECHNICAL, "b.js": "let a = 1;\n" * 6, "short.py": "x = 1\n"}
        )["share"] == pytest.approx(1 / 3, abs=1e-4)

    def test_a_copy_in_another_encoding_counts_once(self) -> None:
        code = SCHOLARSHIP.replace("Quotient", "Quotient pondéré")
        data = summary({"utf8/calcul.py": code.encode(), "latin1/calcul.py": code.encode("latin-1")})
        assert (data["rule_files"], data["code_files"]) == (1, 1)

    def test_an_empty_repository_has_a_summary(self) -> None:
        assert summary({})["share"] == 0.0


class TestModels:
    def test_a_model_file_is_told_by_its_content(self) -> None:
        learned = b"\x80\x04\x95" + b"sklearn.linear_model" + b"\0" * 50
        found = of_rule(facts({"model.pkl": learned, "cache.pkl": pickle.dumps({"a": 1})}), "algorithm-model")
        assert [(fact.path, fact.confidence) for fact in found] == [("model.pkl", Confidence.HIGH)]

    def test_a_model_kept_by_git_lfs_counts(self) -> None:
        pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 900000000\n"
        [fact] = of_rule(facts({"score.joblib": pointer}), "algorithm-model")
        assert fact.data["stored"] == "lfs"

    def test_code_that_trains_is_shown(self) -> None:
        code = "from sklearn.svm import SVC\n\nX, y = load()\nmodel = SVC()\nmodel.fit(X, y)\nsave(model)\n"
        [fact] = of_rule(facts({"train.py": code}), "algorithm-model")
        assert (fact.line, fact.data["libraries"]) == (5, ["scikit-learn"])
        assert of_rule(facts({"dress.py": code.replace("sklearn", "wardrobe")}), "algorithm-model") == []


class TestSpreadsheets:
    def workbook(self, cell: str) -> bytes:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            archive.writestr("xl/worksheets/sheet1.xml", f"<worksheet><c>{cell}</c></worksheet>")
        return buffer.getvalue()

    def test_those_with_formulas_are_listed(self) -> None:
        files = {
            "bareme.xlsx": self.workbook("<f>B2*0.3</f>"),
            "data.xlsx": self.workbook("<v>1</v>"),
            "old.xls": b"\xd0\xcf",
        }
        assert summary(files)["spreadsheets"] == [
            {"path": "bareme.xlsx", "formulas": 1},
            {"path": "old.xls", "formulas": None},
        ]

    def test_one_that_is_broken_stops_nothing(self) -> None:
        assert summary({"broken.xlsx": b"PK\x03\x04 not a zip"})["spreadsheets"] == [
            {"path": "broken.xlsx", "formulas": None}
        ]

    def test_each_that_computes_is_a_fact_that_says_whom_it_is_about(self) -> None:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            archive.writestr("xl/worksheets/sheet1.xml", "<c><f>B2*0.3</f></c><c><f t='shared'>B3</f></c>")
            archive.writestr("xl/sharedStrings.xml", "<t>Revenu du foyer de l’étudiant, plafond de la bourse</t>")
            archive.writestr("xl/vbaProject.bin", b"macros")
        [fact] = of_rule(facts({"bourses.xlsm": buffer.getvalue()}), "algorithm-spreadsheet")
        assert (fact.data["formulas"], fact.data["macros"]) == (2, True)
        assert fact.data["persons"] == 2
        assert fact.confidence is Confidence.MEDIUM

    def test_macros_of_the_old_format_are_seen(self) -> None:
        old = b"\xd0\xcf\x11\xe0" + b"\0" * 64 + "_VBA_PROJECT".encode("utf-16-le")
        [fact] = of_rule(facts({"old.xls": old, "data.xls": b"\xd0\xcf\x11\xe0"}), "algorithm-spreadsheet")
        assert (fact.path, fact.data["macros"]) == ("old.xls", True)

    def test_a_bomb_is_unpacked_no_further_than_its_bound(self) -> None:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/worksheets/sheet1.xml", "<f>" * 3_000_000)
        assert summary({"bomb.xlsx": buffer.getvalue()})["spreadsheets"] == [{"path": "bomb.xlsx", "formulas": 666_666}]


class TestKinds:
    def kinds(self, path: str, code: str) -> list[str]:
        [fact] = of_rule(facts({path: code}), "algorithm-rules")
        found = fact.data["kinds"]
        assert isinstance(found, list)
        return found

    def test_a_rule_file_says_what_it_does(self) -> None:
        assert self.kinds("calcul.py", SCHOLARSHIP) == ["computation"]
        assert "simulation" in self.kinds("simulateur/calcul.py", SCHOLARSHIP)
        eligible = SCHOLARSHIP + "    est_eligible = eligibilite(etudiant) and not ineligible\n"
        assert set(self.kinds("calcul.py", eligible)) == {"computation", "eligibility"}

    def test_the_matching_of_wishes(self) -> None:
        code = (
            "def affecter(candidats, voeux, formation):\n    for voeu in voeux:\n"
            "        if voeu.rang <= formation.rang_limite and voeu.priorite > 2:\n"
            "            affectation = min(voeu.rang, formation.capacite)\n"
            "        elif voeu.classement > formation.classement_dernier:\n            refuser(voeu, candidats)\n"
        )
        assert self.kinds("affectation.py", code)[0] == "matching"


class TestControl:
    CODE = (
        "def cible(declarant):\n    score_fraude = poids * declarant.revenu\n"
        "    if score_fraude > seuil_fraude:\n        return controle(declarant)\n"
        "    return score_fraude >= 2 * seuil_fraude\n"
    )

    def test_the_search_for_fraud_is_shown_apart_as_article_l311_5_may_apply(self) -> None:
        [fact] = of_rule(facts({"ciblage.py": self.CODE}), "algorithm-control")
        assert fact.data["l311_5"] is True
        assert fact.data["lines"][0] == {"line": 2, "text": "score_fraude = poids * declarant.revenu"}

    def test_forms_against_fraud_decide_nothing(self) -> None:
        form = "const FraudForm = () => {\n  const fraudCase = useFraudCase();\n  sendFraudMail(fraudCase);\n};\n" * 3
        assert of_rule(facts({"FraudForm.tsx": form}), "algorithm-control") == []


class TestStrength:
    def test_code_with_a_little_of_rules_comes_between_rules_and_none(self) -> None:
        little = "def f(eleve):\n    if eleve.plafond > 3:\n        return 1\n    a = 1\n    return a\n"
        strengths = [summary({"a.py": code})["strength"] for code in (SCHOLARSHIP, little, TECHNICAL)]
        assert strengths[0] == 1.0
        assert 1.0 > float(str(strengths[1])) > 0.0
        assert strengths[2] == 0.0

    def test_what_gives_it_has_its_lines(self) -> None:
        little = "def f(eleve):\n    if eleve.plafond > 3:\n        return 1\n    a = 1\n    return a\n"
        [hint] = of_rule(facts({"a.py": little}), "algorithm-hint")
        assert hint.data["lines"] == [{"line": 2, "text": "if eleve.plafond > 3:"}]
        assert of_rule(facts({"a.py": little, "b.py": SCHOLARSHIP}), "algorithm-hint") == []


class TestLegalBases:
    def test_law_cited_beside_a_rule(self) -> None:
        code = SCHOLARSHIP.replace("# Quotient", "# Article D. 821-1 du code de l'éducation : quotient")
        [fact] = of_rule(facts({"calcul.py": code}), "algorithm-legal-basis")
        assert (fact.line, fact.confidence) == (3, Confidence.HIGH)

    def test_law_cited_by_technical_code_proves_little(self) -> None:
        code = TECHNICAL + "# LEGIARTI000006901112\n"
        [fact] = of_rule(facts({"retry.py": code}), "algorithm-legal-basis")
        assert fact.confidence is Confidence.LOW

    @pytest.mark.parametrize(
        "path", ["src/MentionsLegales.tsx", "app/pages/cgu.rb", "web/accessibilite.js", "app/legal/index.ts"]
    )
    def test_legal_notices_cite_law_and_decide_nothing(self, path: str) -> None:
        page = "const a = 1;\n" * 5 + "const e = 'article L. 112-9 du code des relations';\n"
        assert of_rule(facts({path: page}), "algorithm-legal-basis") == []


class TestBadInput:
    @pytest.mark.parametrize(
        "data", [b"", b"\0\1\2" * 100, b"\xff\xfe" * 50, b"(" * 200_000, b"a.b " * 100_000 + b"\n" * 9]
    )
    def test_odd_content_says_nothing(self, data: bytes) -> None:
        assert rule_paths({"odd.py": data}) == []

    def test_opaque_tokens_are_not_shown(self) -> None:
        token = "a1B2" * 10
        [fact] = of_rule(
            facts({"calcul.py": SCHOLARSHIP.replace("coefficient, 2)", f"coefficient, 2) # {token}")}),
            "algorithm-rules",
        )
        assert token not in str(fact.data)

    def test_a_pattern_that_does_not_compile_is_told(self, tmp_path: Path) -> None:
        shipped = load_policy("transparency").path.read_text(encoding="utf-8")
        own = tmp_path / "transparency.yml"
        own.write_text(shipped.replace("notices: '(?i)", "notices: '(?i)("), encoding="utf-8")
        with pytest.raises(UsageError, match="isn't a regular expression") as caught:
            algorithms_detector(load_policy("transparency", tmp_path))
        assert caught.value.source == str(own)


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("if age > 18: montant = 450", "if age > 18: montant = 450"),
        ('if plafond > 3: mot_de_passe = "' + "ete2024" + '"', "if plafond > 3: mot_de_passe…"),
        ("seuil = lire('postgres://" + "u:p" + "@h/b') * 3", "seuil = lire('postgres://u:…"),
    ],
)
def test_a_shown_line_keeps_its_secret(line: str, shown: str) -> None:
    assert rules.shorten(line) == shown
