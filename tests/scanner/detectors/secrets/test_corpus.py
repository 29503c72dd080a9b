# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The golden corpus: what is found where, how sure we are of it, and what is left alone."""

from collections.abc import Callable
from typing import NamedTuple

import pytest

from scanner.models import Reading
from tests.scanner.detectors.secrets.made import ALNUM, HEXA, SYMBOLS, UPPER, draw, jwt, private_key, uuid


class Row(NamedTuple):
    """A text, a path, and the rules (without `secret-`) with their confidence; no rule: nothing is to be found."""

    text: str
    path: str
    rule: str = ""
    confidence: str = ""


STRONG = draw(18, SYMBOLS)
KEY = draw(40)
HEX64 = draw(64, HEXA)

PROVIDERS = {
    "github": Row(f'token = "{"gh" + "p_" + draw(36)}"', "deploy.py", "github-pat", "high"),
    "gitlab": Row(f"GITLAB={'glpat' + '-' + draw(20)}", "ci.sh", "gitlab-pat", "high"),
    "aws": Row(
        f"aws_access_key_id = {'AK' + 'IA' + draw(16, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567')}\n"
        f"aws_secret_access_key = {draw(40, ALNUM + '+/')}\n",
        "config/credentials",
        "aws-access-token|aws-secret-access-key|api-key",
    ),
    "slack": Row(
        f"url: https://hooks.slack.com/services/T{draw(9, UPPER)}/B{draw(9, UPPER)}/{draw(24)}",
        "alert.yml",
        "slack-webhook-url",
        "high",
    ),
    "stripe": Row(f"key: {'sk' + '_live_' + draw(24)}", "pay.yml", "stripe-access-token", "high"),
    "sendgrid": Row(f"k = '{'SG' + '.' + draw(22)}.{draw(43)}'", "mail.rb", "sendgrid|sendgrid-api-token", "medium"),
    "private key": Row(private_key(), "deploy/server.key", "private-key", "high"),
    "openssh key": Row(private_key("OPENSSH "), "id_rsa", "private-key", "high"),
    "private key on one line": Row(
        f'{{"private": "{private_key("").strip()}"}}'.replace("\n", "\\n"), "sa.json", "private-key", "high"
    ),
    "jwt": Row(f"const session = '{jwt()}';", "src/session.js", "jwt", "high"),
    "npm registry": Row(f"//registry.npmjs.org/:_authToken={draw(36)}", ".npmrc", "registry-credentials", "high"),
    "docker registry": Row(
        f'{{"auths": {{"registry.gouv.fr": {{"auth": "{draw(32)}"}}}}}}', "config.json", "registry-credentials", "high"
    ),
}

FRENCH = {
    "mot_de_passe": Row(f'mot_de_passe = "{STRONG}"', "src/base.py", "password", "medium"),
    "motDePasse": Row(f'String motDePasse = "{STRONG}";', "src/Base.java", "password", "medium"),
    "MOT_DE_PASSE": Row(f"MOT_DE_PASSE={STRONG.replace('#', 'x')}", ".env", "password", "medium"),
    "mdp": Row(f"'mdp' => '{STRONG}',", "config/base.php", "password", "medium"),
    "mdpBase": Row(f"mdpBase: '{STRONG}'", "src/base.ts", "password", "medium"),
    "jeton": Row(f"JETON_API={KEY}", "prod.env", "api-key", "medium"),
    "clef": Row(f'clef_secrete = "{KEY}"', "src/api.py", "api-key", "medium"),
    "clé": Row(f"clé_api: {KEY}", "config.yml", "api-key", "medium"),
    "CLÉ": Row(f"CLÉ_API: {KEY}", "config.yml", "api-key", "medium"),
    "cleApi": Row(f'const cleApi = "{KEY}"', "src/api.ts", "api-key", "medium"),
    "secret": Row(f'secret = "{KEY}"', "src/api.py", "api-key", "medium"),
    "franceconnect": Row(f"FRANCE_CONNECT_CLIENT_SECRET={HEX64}", ".env", "franceconnect", "high"),
    "fc": Row(f'fc_client_secret: "{HEX64}"', "settings.yml", "franceconnect", "high"),
    "proconnect": Row(f"PRO_CONNECT_SECRET: {HEX64}", "settings.yml", "proconnect", "high"),
    "agentconnect": Row(f"AGENTCONNECT_CLIENT_SECRET={HEX64}", ".env.production", "proconnect", "high"),
    "piste": Row(f'PISTE_CLIENT_SECRET = "{uuid()}"', "settings.py", "piste", "high"),
    "legifrance": Row(f"LEGIFRANCE_API_KEY={uuid('l')}", ".env", "piste", "high"),
    "insee": Row(f"INSEE_CONSUMER_SECRET={draw(28, ALNUM + '_')}", ".env", "insee", "high"),
    "chorus": Row(f"CHORUS_PRO_PASSWORD={draw(14)}", ".env", "chorus", "high"),
    "api entreprise": Row(f"API_ENTREPRISE_TOKEN={jwt()}", ".env", "api-entreprise|jwt", "high"),
    "api particulier": Row(f"API_PARTICULIER_TOKEN={draw(40)}", ".env", "api-particulier", "high"),
    "france travail": Row(f"POLE_EMPLOI_CLIENT_SECRET={HEX64}", ".env", "france-travail", "high"),
    "data.gouv.fr": Row(f"DATAGOUV_API_KEY={draw(80)}", ".env", "datagouv", "high"),
    "clever cloud": Row(f"CELLAR_ADDON_KEY_SECRET={draw(40)}", ".env", "clever-cloud", "high"),
    "outscale": Row(f"OUTSCALE_SECRET_KEY={draw(40, UPPER)}", ".env", "outscale", "high"),
    "scaleway": Row(f"SCW_SECRET_KEY={uuid('s')}", ".env", "scaleway|scaleway-secret-key", "high"),
}

FILES = {
    "assignment": Row(f'password = "{STRONG}"', "src/db.py", "password", "medium"),
    "api key": Row(f'apiKey: "{KEY}"', "src/db.ts", "api-key", "medium"),
    "setter": Row(f'client.setPassword("{STRONG}");', "src/Db.java", "password", "medium"),
    "second argument": Row(f"define('DB_PASSWORD', '{STRONG}');", "config.php", "password", "medium"),
    "default of a lookup": Row(f'getenv("API_KEY", "{KEY}")', "src/a.py", "api-key", "medium"),
    "xml element": Row(f"<dbPassword>{STRONG}</dbPassword>", "src/main/context.xml", "password", "medium"),
    "xml attribute": Row(f'<connection user="app" password="{STRONG}"/>', "server.xml", "password", "medium"),
    "command line": Row(f"mysqldump --password={draw(12)} base", "dump.sh", "password", "medium"),
    "django": Row(f"SECRET_KEY = '{draw(50, SYMBOLS)}'", "app/settings.py", "django-secret-key", "medium"),
    "rails": Row(f"  secret_key_base: {draw(128, HEXA)}", "config/secrets.yml", "rails-secret-key-base", "high"),
    "rails master": Row(draw(32, HEXA), "config/master.key", "rails-master-key", "high"),
    "pgpass": Row(f"db.gouv.fr:5432:app:app:{STRONG}\n", "home/.pgpass", "pgpass", "high"),
    "netrc": Row(f"machine forge.gouv.fr login robot password {STRONG}\n", ".netrc", "netrc", "high"),
    "git credentials": Row(
        f"https://robot:{draw(20)}@forge.gouv.fr\n", ".git-credentials", "git-credentials|url-credentials"
    ),
    "htpasswd": Row(f"robot:$apr1${draw(8)}${draw(22)}\n", ".htpasswd", "htpasswd", "medium"),
    "ldap": Row(f"ldap.bind.password = {STRONG.replace('#', 'x')}", "ldap.properties", "ldap-bind", "medium"),
    "url": Row(
        f"postgres://app:{draw(16)}@db.gouv.fr:5432/app",
        "src/db.py",
        "url-credentials|generic-credential-uri",
        "medium",
    ),
    "jdbc": Row(f"jdbc:oracle://app:{draw(16)}@db.gouv.fr/app", "db.xml", "url-credentials", "medium"),
    "sql": Row(f"CREATE USER app IDENTIFIED BY '{STRONG}';", "init.sql", "sql-password", "medium"),
    "basic": Row(f'"Authorization": "Basic {draw(24)}"', "src/call.ts", "basic-authorization", "medium"),
    "tomcat": Row(
        f'<user username="a" password="{STRONG}" roles="manager"/>', "tomcat-users.xml", "password", "medium"
    ),
    "maven": Row(f"<server><password>{STRONG}</password></server>", "settings.xml", "password", "medium"),
    "spring": Row(f'<property name="password" value="{STRONG}"/>', "app/beans.xml", "password", "medium"),
    "spring boot": Row(f"spring.datasource.password={draw(14)}", "application.properties", "password", "medium"),
    "web.config": Row(f'<add key="DbPassword" value="{STRONG}"/>', "web.config", "password", "medium"),
    "connection string": Row(f'"Server=db;User Id=sa;Password={draw(14)};"', "App.config", "password", "medium"),
    "jdbc parameter": Row(f"url=jdbc:mysql://db/app?user=app&password={draw(14)}", "db.properties", "password"),
    "jdbc oracle": Row(f"url=jdbc:oracle:thin:app/{draw(14)}@db.gouv.fr:1521:X", "db.properties", "url-credentials"),
    "dockerfile": Row(f"ENV POSTGRES_PASSWORD {draw(14)}", "Dockerfile", "password", "medium"),
    "docker command": Row(f"docker run -e MYSQL_ROOT_PASSWORD={draw(14)} mysql", "run.sh", "password", "medium"),
    "mysql command": Row(f"mysql -u app -p{draw(14)} base", "dump.sh", "password", "medium"),
    "ldap command": Row(f"ldapsearch -D cn=admin -w {draw(14)} -b dc=fr", "a.sh", "ldap-bind", "medium"),
    "ldap call": Row(f"ldap_bind($c, 'cn=admin,dc=fr', '{STRONG}');", "a.php", "ldap-bind", "medium"),
    "symfony": Row(f"APP_SECRET={draw(32, HEXA)}", ".env", "api-key", "medium"),
    "parameter of a call": Row(f'url = "https://api.gouv.fr/entrant?token={KEY}"', "src/a.py", "api-key", "medium"),
    "parameter of a Markdown link": Row(
        f"note: selon [l'étude](https://editeur.fr/lire/S0959?token={draw(64, HEXA)}&o=1)",
        "data/a.yaml",
        "api-key",
        "low",
    ),
    "parameter of a document": Row(
        f"note: voir https://editeur.fr/rapport2.pdf?modal_token={draw(32, HEXA)}&o=1", "data/a.yaml", "api-key", "low"
    ),
    "words for a value": Row("SSO_CLIENT_SECRET=academie client secret", ".env.local", "api-key", "low"),
    "comment of a generator": Row(f"  # config.pepper = '{draw(128, HEXA)}'", "devise.rb", "api-key", "low"),
    "bearer": Row(f"- Bearer {draw(48, HEXA)}", "cassette.yml", "bearer-authorization", "medium"),
    "locked key": Row(private_key("ENCRYPTED "), "deploy/server.key", "private-key", "low"),
    "openvpn": Row(
        "-----BEGIN OpenVPN Static key V1-----\n"
        + "\n".join(draw(32, HEXA, str(line)) for line in range(16))
        + "\n-----END OpenVPN Static key V1-----\n",
        "client.ovpn",
        "openvpn-static-key",
        "high",
    ),
    "firebase": Row(f'apiKey: "{"AI" + "zaSy" + draw(33)}"', "src/firebase.ts", "gcp-api-key", "low"),
    "scalingo": Row(f"SCALINGO_API_TOKEN={'tk-us' + '-' + draw(48)}", ".env", "scalingo-api-token", "high"),
    "ovh": Row(f"OVH_APPLICATION_SECRET={draw(32)}", ".env", "api-key", "medium"),
    "in a test": Row(f'password = "{STRONG}"', "tests/test_db.py", "password", "low"),
    "provider token in a fixture": Row(f'"{"gh" + "p_" + draw(36)}"', "spec/fixtures/a.json", "github-pat", "low"),
    "in documentation": Row(f'password = "{STRONG}"', "docs/install.md", "password", "low"),
    "model of configuration": Row(f"DB_PASSWORD={draw(14)}", ".env.example", "password", "low"),
    "word": Row("DB_PASSWORD=" + "jonquille", ".env", "password", "low"),
    "uuid": Row(f'token = "{uuid("u")}"', "src/a.py", "api-key", "low"),
}

NOISE = {
    "environment": Row('password = os.environ["DB_PASSWORD"]', "src/db.py"),
    "node environment": Row('const password = process.env.PASSWORD || "process.env.PASSWORD"', "src/db.js"),
    "ruby environment": Row('password: ENV.fetch("DATABASE_PASSWORD")', "config/db.rb"),
    "shell variable": Row("DB_PASSWORD=${DB_PASSWORD}", ".env"),
    "template": Row('password: "{{ .Values.db.password }}"', "chart/values.yaml"),
    "angle brackets": Row('password = "<mot-de-passe>"', "src/db.py"),
    "change me": Row('password = "changeme"', "src/db.py"),
    "stars": Row('password: "********"', "src/db.yml"),
    "x": Row('api_key = "xxxxxxxxxxxxxxxxxxxx"', "src/db.py"),
    "to be filled in": Row('mot_de_passe = "à renseigner"', "src/db.py"),
    "french sentence": Row('motDePasse: "Mot de passe oublié ?"', "src/form.ts"),
    "translation": Row(f'password: "{STRONG}"', "config/locales/fr.yml"),
    "gettext": Row('msgid "Password:"\nmsgstr "Mot de passe :"', "fr.po"),
    "graphql": Row("input Login { password: String! token: String }", "schema.graphql"),
    "typescript type": Row("interface A { password: string; token: string | null }", "src/a.ts"),
    "sops": Row(f"password: ENC[AES256_GCM,data:{draw(12)}==,iv:{draw(20)}=]", "secrets.yml"),
    "sealed secret": Row(f"  password: AgB{draw(300)}", "sealed.yml"),
    "npm integrity": Row(f'"integrity": "sha512-{draw(86, ALNUM + "+/")}=="', "package-lock.json"),
    "lock file": Row(f'"api-token": "{KEY}"', "composer.lock"),
    "mapbox": Row(f"mapboxToken: 'pk.{draw(60)}.{draw(22)}'", "src/map.js"),
    "unsigned token": Row(f"'{jwt().rsplit('.', 1)[0]}.'", "src/a.py"),
    "ansible vault": Row("$ANSIBLE_VAULT;1.1;AES256\n" + draw(80, "0123456789") + "\n", "vault.yml"),
    "git-crypt": Row("\0GITCRYPT\0" + draw(80), ".env"),
    "no value": Row("MAILER_PASSWORD=null", ".env"),
    "empty assignments": Row("op_login= op_pwd= retval=", "a.sh"),
    "name of a state": Row("key: 'quizDefi5Day3part1AnswersState'", "src/a.js"),
    "translation key": Row('passwordKey: "password.reset.title"', "src/a.ts"),
    "encoding": Row("return hash(password.encode('UTF-8'))", "src/a.py"),
    "audience": Row(f"analytics: {'phc' + '_' + draw(43)}", "src/a.yml"),
    "sentry": Row(f'dsn = "https://{draw(32, HEXA)}@sentry.gouv.fr/12"', "src/a.py"),
    "label": Row('password_label = "nouveau-code"', "src/form.py"),
    "file name": Row('token_file = "/run/secrets/token1"', "src/a.py"),
    "column": Row("password = 'users.encrypted_password'", "src/a.rb"),
    "identifier": Row('passwordField = "newPasswordConfirmation"', "src/a.js"),
    "css class": Row("passer_en_instruction: 'fr-icon-edit-line'", "src/a.rb"),
    "public key": Row(f'stripe_public_key = "{KEY}"', "src/a.py"),
    "address": Row('token_endpoint = "https://auth.gouv.fr/token/v2"', "src/a.py"),
    "keywords": Row(f"https://www.gouv.fr/aides/?mot-clef={KEY}", "aides.yml"),
    "feedback button": Row(f"https://jedonnemonavis.numerique.gouv.fr/Demarches/1?key={draw(32, HEXA)}", "src/a.vue"),
    "list of words": Row("INSERT INTO firms VALUES ('LA PASSION', '4741Z', 'MOT DE PASSE', 'A4b7Zq9');", "a.sql"),
    "secretariat": Row(f'SECRETARIAT = "{KEY}"', "src/a.py"),
    "prose": Row("Le mot de passe doit contenir au moins douze caractères.", "src/a.txt"),
}

ROWS = {
    f"{family}: {name}": row
    for family, rows in (("provider", PROVIDERS), ("french", FRENCH), ("file", FILES), ("noise", NOISE))
    for name, row in rows.items()
}


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS.keys())
def test_what_is_found_where(row: Row, read: Callable[[str, str], Reading]) -> None:
    reading = read(row.text, row.path)

    wanted = {f"secret-{rule}" for rule in row.rule.split("|")} if row.rule else set()
    assert {finding.rule for finding in reading.findings} <= wanted
    assert bool(reading.findings) is bool(wanted)
    if row.confidence:
        assert {finding.confidence.value for finding in reading.findings} == {row.confidence}
