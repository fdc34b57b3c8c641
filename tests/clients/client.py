"""Checks a server against The Freelancer Club's published API reference, the way its Python samples call it.

Usage: client.py BASE_URL [MAIL_FOLDER]
MAIL_FOLDER is where the server writes its mails as .eml; without it the password reset is not tried.
Each check is a line (`ok ...` or `FAIL ...`); the exit code is 1 when one failed. Numbers in brackets
are lines of the reference.
"""
import base64
import csv
import email.policy
import io
import json
import pathlib
import re
import sys
import time
import uuid
from xml.etree import ElementTree

import requests

ADMIN = {'email': 'mia.norton@example.com', 'password': 'abcd1234'}
MULTIPART = {'content-type': "multipart/form-data; boundary=----WebKitFormBoundary7MA4YWxkTrZu0gW"}
DATA_ERRORS = 'Thre are errors with the data submitted'
NOT_FOUND = {'status': '404', 'message': 'Sorry that freelancer was not found.'}
CREATED = {'status': '200', 'message': 'Created user successfully'}
UPDATED = {'status': '200', 'message': 'Updated User Succesfully'}
TAKEN = {'status': '400', 'message': DATA_ERRORS,
         'errors': 'The value in &quot;Email Address&quot; is already being used.'}
NO_COMPANY = {'status': '404', 'message': 'Sorry that Company was not found.'}
BAD_LOGIN = {'status': 'error', 'message': 'Invalid email or password'}
BAD_LIMIT = {'status': '400', 'message': 'The limit parameter should be a positive integer between 1 and 500'}
LOGIN_KEYS = 'id email image slug account discipline'.split()
ME_KEYS = '''id role_id email created_on deleted display_name slug discipline city website contact facebook twitter
    pinterest instagram youtube tags bio image account renew mentor badge notifications systemnotifications
    notificationsapplicants group_id testing portfolios profile_complete rate_hourly rate_day mentorurl
    profile_hidden latitude longitude country hidetel regaff suspended previous_account change_membership is_mentor
    mentor_rate socialtotal followers views likes star_points star_avg reviews push_job_alerts push_inmail stars
    twitter_followers facebook_likes youtube_subscribers instagram_count user_id image_url facebook_username
    instagram_username youtube_username twitter_username pinterest_username'''.split()
PORTFOLIO_KEYS = 'id user_id title discipline deleted created_on modified_on img_count'.split()
DISCIPLINE_KEYS = 'id name insearch sub alias1 alias2 description suggestions'.split()
SUB_KEYS = 'id discipline_id name suggestions'.split()
COMPANY_KEYS = '''id user_id compname compdescription category website affiliate coupon exclusive couponcode
    coupondescription couponurl deleted created_on modified_on featured featureexpire coupondte couponexpire slug
    industry city latitude longitude country tagline logo coverimage authorized'''.split()
ACCEPTS = {'csv': 'text/csv', 'json': 'application/json', 'jsonp': 'application/javascript', 'html': 'text/html',
           'php': 'application/php', 'serialized': 'application/vnd.php.serialized', 'xml': 'application/xml'}
SEEN = {'php': r"'(?:id|skill)' => '(.*)'", 'html': r'<td>(.*?)</td>',
        'serialized': r's:\d+:"(?:id|skill)";s:\d+:"(.*?)";'}
tally = {True: 0, False: 0}
base = ''


def check(name, expected, got):
    """Count and print one check; true when it passed."""
    passed = type(expected) is type(got) and expected == got
    tally[passed] += 1
    print(f'ok {name}' if passed else f'FAIL {name}: expected {expected!r}, got {str(repr(got))[:600]}', flush=True)
    return passed


def call(method, path, **more):
    """One request as in the samples, to a path of the server under test."""
    return requests.request(method, base + path, timeout=60, **more)


def bearer(token):
    """The header which carries a token."""
    return {'authorization': 'Bearer ' + token}


def body_of(response):
    """The JSON of an answer, or its text where it is no JSON."""
    try:
        return response.json()
    except ValueError:
        return response.text


def answer(name, response, status, body):
    """Check the status, and the body with the order of its keys."""
    check(f'{name}: status', status, response.status_code)
    got = body_of(response)
    if check(f'{name}: body', body, got):
        check(f'{name}: key order', list(body), list(got))


def data_of(name, response):
    """Check for a 200 and return the answer's data (or nothing to look at)."""
    got = body_of(response)
    return got.get('data', []) if check(f'{name}: status', 200, response.status_code) and isinstance(got, dict) else []


def texts(name, row, null=()):
    """Check that every value is text, or null where the reference prints null."""
    check(f'{name}: values are text', {}, {key: value for key, value in row.items()
          if not isinstance(value, str) and not (value is None and key in null)})


def raw_multipart(fields):
    """The samples' payload: a multipart text, sent without a Content-Type header [992]."""
    mark = '------WebKitFormBoundary7MA4YWxkTrZu0gW'
    return ''.join(f'{mark}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
                   for key, value in fields.items()) + mark + '--'


def session(name, response):
    """Check the answer of a log-in or a refresh [115, 186]; return its token and user."""
    got = body_of(response)
    if not check(f'{name}: status and keys', [200, 'token', 'data'], [response.status_code, *got]):
        return '', {}
    check(f'{name}: user keys', LOGIN_KEYS, list(got['data']))
    texts(f'{name}: user', got['data'], ('image', 'discipline'))
    told = json.loads(base64.urlsafe_b64decode(got['token'].split('.')[1] + '=='))
    check(f'{name}: token is valid for one week [153]', 7 * 86400, told['exp'] - told['iat'])
    return got['token'], got['data']


def logins():
    """Logging in with every kind of body, and failing to; returns the administrator's token."""
    token, _ = session('login, form [107]', call('POST', '/auth/login', headers={}, data=ADMIN))
    session('login, JSON', call('POST', '/auth/login', json=ADMIN))
    session('login, multipart [100]', call('POST', '/auth/login', files={k: (None, v) for k, v in ADMIN.items()}))
    session('login, raw multipart', call('POST', '/auth/login', data=raw_multipart(ADMIN)))
    session('login, bad token beside it', call('POST', '/auth/login', headers=bearer('a.b.c'), data=ADMIN))
    answer('login, wrong password', call('POST', '/auth/login', data={**ADMIN, 'password': 'wrong'}), 401, BAD_LOGIN)
    answer('login, unknown address', call('POST', '/auth/login', json={**ADMIN, 'email': 'no.body@example.com'}),
           401, BAD_LOGIN)
    for name, more in (('no body', {}), ('multipart header, empty body', {'headers': MULTIPART, 'data': ''})):
        check(f'login, {name} [37]', 400, call('POST', '/auth/login', **more).status_code)
    check('login by GET: status [41]', 405, call('GET', '/auth/login').status_code)
    return token


def tokens(token):
    """Token errors on every protected address [146], and the refresh."""
    head = base64.urlsafe_b64encode(b'{"typ":"JWT","alg":"none"}').decode().rstrip('=')
    cut, unsigned = token[:-6] + 'AAAAAA', f'{head}.{token.split(".")[1]}.'
    wrong = {'no': ({}, 'token_not_provided'), 'garbage': (bearer('x.y.z'), 'token_invalid'),
             'tampered': (bearer(cut), 'token_invalid'), 'unsigned': (bearer(unsigned), 'token_invalid')}
    for path in ('/users/me', '/auth/refresh', '/skills', '/companies', '/companies/1', '/users/1'):
        for name, (headers, message) in wrong.items():
            answer(f'{path}, {name} token', call('POST' if path == '/users/1' else 'GET', path, headers=headers), 403,
                   {'status': 'error', 'message': message})
    fresh, _ = session('refresh [180]', call('GET', '/auth/refresh', headers=bearer(token)))
    check('refresh: new token works', 200, call('GET', '/users/me', headers=bearer(fresh)).status_code)


def disciplines():
    """Both lists of disciplines, without a token [209, 838]."""
    rows = data_of('GET /auth/disciplines', call('GET', '/auth/disciplines'))
    check('/auth/disciplines: keys', set(), {tuple(row) for row in rows} - {tuple(DISCIPLINE_KEYS + ['subs'])})
    check('/auth/disciplines: by name', sorted(row['name'] for row in rows), names := [row['name'] for row in rows])
    for row in rows:
        subs = row.pop('subs')
        texts(f'/auth/disciplines {row["name"]}', row, ('sub', 'alias1', 'alias2', 'description', 'suggestions'))
        check(f'/auth/disciplines {row["name"]}: subs', [],
              [sub for sub in subs if list(sub) != SUB_KEYS or sub['discipline_id'] != row['id']
               or not all(isinstance(value, str) for value in sub.values())])
    plain = data_of('GET /users/discipines', call('GET', '/users/discipines'))
    check('/users/discipines: keys', set(), {tuple(row) for row in plain} - {tuple(DISCIPLINE_KEYS)})
    check('/users/discipines: those of /auth/disciplines in the search',
          [row for row in rows if row['insearch'] == '1'], plain)
    return names


def account(name, token):
    """Read the token's user [310] and check its shape."""
    row = data_of(f'GET /users/me, {name}', call('GET', '/users/me', headers=bearer(token), data=''))
    if not check(f'/users/me, {name}: keys', ME_KEYS, list(row)):
        return {}
    check(f'/users/me, {name}: portfolios', list, type(row['portfolios']))
    for item in row['portfolios']:
        check(f'/users/me, {name}: portfolio keys', PORTFOLIO_KEYS, list(item))
        texts(f'/users/me, {name}: portfolio', item)
    empty = ('rate_hourly', 'stars') if name == 'administrator' else ME_KEYS
    texts(f'/users/me, {name}', {key: row[key] for key in row if key != 'portfolios'}, empty)
    return row


def register(tag, names):
    """Register a freelancer and a client with the samples' payloads; return the freelancer's address."""
    free = {'email': f'free-{tag}@example.com', 'password': 'abcd1234', 'pass_confirm': 'abcd1234',
            'display_name': 'API User', 'discipline': names[0], 'city': 'Leeds, United Kingdom',
            'country': 'United Kingdom'}
    answer('register', call('POST', '/users', headers=bearer('e.e.e'), data=raw_multipart(free)), 200, CREATED)
    answer('register again', call('POST', '/users', data=raw_multipart(free)), 400, TAKEN)
    client = {**ADMIN, 'email': f'client-{tag}@example.com', 'display_name': 'API User'}
    answer('client', call('POST', '/clients', headers=bearer('e.e'), data=raw_multipart(client)), 200, CREATED)
    answer('client again', call('POST', '/clients', data=client), 400, TAKEN)
    for path, full in (('/users', free), ('/clients', client)):
        for key in full:
            less = {name: value for name, value in full.items() if name != key}
            refused(f'POST {path} without {key}', call('POST', path, json={**less, 'nothing': ''}))
        refused(f'POST {path}, multipart header, empty body', call('POST', path, headers=MULTIPART, data=''))
        refused(f'POST {path}, bad address', call('POST', path, data={**full, 'email': 'nowhere'}))
    for wrong in ({'pass_confirm': 'abcd1235'}, {'discipline': 'Astronaut'}):
        refused(f'register, {wrong}', call('POST', '/users', data={**free, 'email': f'o-{tag}@example.com', **wrong}))
    for mark, name in (('\t', 'tab'), (',', 'comma')):
        two = {**free, 'email': f'{name}-{tag}@example.com', 'discipline': mark.join(names[:2]), 'display_name': 'Zoë'}
        answer(f'register, {name}', call('POST', '/users', json=two), 200, CREATED)
        _, user = session(f'login, {name}', call('POST', '/auth/login', data=two))
        check(f'login, {name}: disciplines', ', '.join(names[:2]), user.get('discipline'))
    token = session('login, client', call('POST', '/auth/login', data=client))[0]
    check('client: own address', client['email'], account('client', token).get('email'))
    return free['email']


def refused(name, response):
    """Check for the documented answer to bad data [914]: three texts."""
    got = body_of(response)
    errors = got.get('errors') if isinstance(got, dict) else None
    check(f'{name}: errors are text', str, type(errors))
    answer(name, response, 400, {'status': '400', 'message': DATA_ERRORS, 'errors': errors})


def update(mail, names):
    """Read and change the new account; returns its token."""
    token, user = session('login', call('POST', '/auth/login', json={'email': mail, 'password': 'abcd1234'}))
    own, head = f'/users/{user.get("id")}', bearer(token)
    check('new account: city', 'Leeds, United Kingdom', account('freelancer', token).get('city'))
    answer('update', call('POST', own, headers=head, data={'display_name': 'Matty%20Nelson'}), 200, UPDATED)
    same = {'display_name': 'Zoë O\'Neil <b>&', 'discipline': ', '.join(names[:2]), 'hidetel': '1',
            'website': 'http://example.com', 'contact': '01904 290 190', 'tags': 'photoshop,illustrator',
            'rate_hourly': '12.50', 'rate_day': '3500.00', 'is_mentor': '1', 'mentor_rate': '35.00',
            'facebook': 'https://www.facebook.com/silverark', 'twitter': 'https://twitter.com/silver_ark',
            'instagram': 'http://Instagram.Com/liansjadan', 'pinterest': '', 'bio': 'One\nTwo',
            'youtube': 'https://www.youtube.com/channel/UCR5HhU_7IpjxgMueKTzADSg', 'profile_hidden': '1',
            'city': 'York', 'country': 'US', 'longitude': '1.00000', 'latitude': '53.95997',
            'notifications': 'hourly', 'systemnotifications': 'daily', 'notificationsapplicants': 'never',
            'push_job_alerts': '0', 'push_inmail': '0'}
    shown = {'facebook_username': 'silverark', 'instagram_username': 'liansjadan', 'twitter_username': 'silver_ark',
             'youtube_username': 'UCR5HhU_7IpjxgMueKTzADSg', 'pinterest_username': '', 'testing': 'yes'}
    for kind in ('data', 'json'):
        answer(f'update all, {kind}', call('POST', own, headers=head, **{kind: {**same, 'testing': '1'}}), 200, UPDATED)
        row = account('freelancer', token)
        check(f'update all, {kind}: shown', {**same, **shown}, {key: row.get(key) for key in {**same, **shown}})
        call('POST', own, headers=head, **{kind: {'city': 'Hull', 'display_name': 'Ann', 'testing': '0'}})
    answer('raw multipart', call('POST', own, headers=head, data=raw_multipart({'city': 'Ely'})), 200, UPDATED)
    check('raw multipart: city', 'Ely', account('freelancer', token).get('city'))
    bad_updates(own, head)
    call('GET', own, headers=head, data={'display_name': 'By GET'})  # the sample's method: a read, never a change
    check('GET with a body: changes nothing', 'Ann', account('freelancer', token).get('display_name'))
    return token


def bad_updates(own, head):
    """Bad fields, and accounts which are not one's own."""
    numeric = '"The Mentorship Hourly Rate field must contain only numeric characters.\\n"'
    answer('update, mentor_rate in words [916]', call('POST', own, headers=head, data={'mentor_rate': 'abc'}), 400,
           {'status': '400', 'message': DATA_ERRORS, 'errors': numeric})
    for key, value in (('hidetel', '7'), ('rate_hourly', 'x'), ('rate_day', 'x'), ('testing', '2'),
                       ('profile_hidden', 'x'), ('notifications', 'weekly'), ('systemnotifications', 'weekly'),
                       ('notificationsapplicants', 'weekly'), ('push_job_alerts', '2'), ('push_inmail', '2'),
                       ('latitude', 'north'), ('longitude', 'east')):
        refused(f'update, {key} {value}', call('POST', own, headers=head, data={key: value}))
    for path in ('/users/1', '/users/99999999', '/users/0'):
        answer(f'update {path}', call('POST', path, headers=head, data={'city': 'York'}), 404, NOT_FOUND)


def whole_list(name, got):
    """Check the frame of a list asked for without limit and offset [4803]."""
    check(f'{name}: keys', ['meta', 'data'], list(got))
    check(f'{name}: meta keys', ['total', 'limit', 'offset'], list(got['meta']))
    check(f'{name}: meta', [int, 20, 0], [type(got['meta']['total']), got['meta']['limit'], got['meta']['offset']])


def skills(head):
    """The skills, their pages and path pairs [4779]."""
    form = {**head, 'Content-Type': 'application/x-www-form-urlencoded'}
    got = body_of(call('GET', '/skills', headers=form, data=''))
    whole_list('skills', got)
    check('skills: row keys', {('id', 'skill')}, {tuple(row) for row in got['data']})
    check('skills: first', {'id': '3', 'skill': 'Photoshop'}, got['data'][0])
    check('skills: by id', sorted(got['data'], key=lambda row: int(row['id'])), got['data'])
    check('skills/: the same [4834]', got, body_of(call('GET', '/skills/', headers=head)))
    for path in ('/skills?limit=3&offset=2', '/skills/limit/3/offset/2', '/skills/offset/2/limit/3'):
        check(path, got['data'][2:5], data_of(path, call('GET', path, headers=head, data='')))
    check('skills: beyond the end', [], data_of('offset', call('GET', '/skills?offset=99999', headers=head)))
    for path in ('/skills', '/companies'):
        for limit in ('0', '501', '-1', '1.5', 'dave'):
            answer(f'{path}?limit={limit}', call('GET', f'{path}?limit={limit}', headers=head), 400, BAD_LIMIT)
            answer(f'{path}/limit/{limit}', call('GET', f'{path}/limit/{limit}', headers=head), 400, BAD_LIMIT)
        check(f'{path}?offset=dave: refused [39]', 400, call('GET', f'{path}?offset=dave', headers=head).status_code)
        check(f'DELETE {path} [41]', 405, call('DELETE', path, headers=head).status_code)
    answer('startingafter=dave [23]', call('GET', '/usage?startingafter=dave', headers=head), 400,
           {'status': False, 'message': 'The startingafter variable should be a positive integer'})


def companies(head):
    """The companies: pages, search, one of them [4841]."""
    got = body_of(call('GET', '/companies', headers=head, data=''))
    whole_list('companies', got)
    check('companies: row keys', set(), {tuple(row) for row in got['data']} - {tuple(COMPANY_KEYS)})
    for row in got['data']:
        texts(f'companies: {row["id"]}', row, ('couponcode', 'coupondescription', 'couponurl'))
    ten = body_of(call('GET', '/companies?limit=10', headers=head))['meta']
    check('companies, limit 10: meta as printed [4866]', {**got['meta'], 'limit': '10', 'offset': 0}, ten)
    path = '/companies/offset/1/limit/10'
    check(path, got['data'][1:11], data_of(path, call('GET', path, headers=head)))
    first, word = got['data'][0], got['data'][0]['compname'].split()[0]
    hits = [row for row in body_of(call('GET', '/companies?limit=500', headers=head))['data']
            if word.lower() in row['compname'].lower()]
    for path in (f'/companies?search={word}', f'/companies/search/{word}', f'/companies?search={word.lower()}'):
        check(f'{path}: those of that name', hits, data_of(path, call('GET', path, headers=head)))
    check('search, none', [], data_of('search, none', call('GET', '/companies?search=zzqqzz', headers=head)))
    one = call('GET', '/companies/' + first['id'], headers={**MULTIPART, **head})
    answer('one company, multipart header, empty body', one, 200, {'data': first})
    check('one company: keys', COMPANY_KEYS, list(one.json()['data']))
    for path in ('/companies/99999999', '/companies/0'):
        answer(path, call('GET', path, headers=head), 404, NO_COMPANY)


def rows_in(kind, text):
    """The skills in an answer of one of the eight formats."""
    if kind == 'csv':
        return list(csv.DictReader(io.StringIO(text)))
    if kind == 'xml':
        return [{field.tag: field.text for field in row} for row in ElementTree.fromstring(text).find('data')]
    if kind in SEEN:
        seen = re.findall(SEEN[kind], text)
        return [{'id': seen[at], 'skill': seen[at + 1]} for at in range(0, len(seen) - 1, 2)]
    return json.loads(re.sub(r'^\w+\((.*)\);?\s*$', r'\1', text, flags=re.S))['data']


def formats(head):
    """All eight formats by suffix, parameter, path pair and Accept header [54]."""
    want = body_of(call('GET', '/skills?limit=5', headers=head))['data']
    for kind in ('array', 'csv', 'json', 'jsonp', 'html', 'php', 'serialized', 'xml'):
        asked = {'suffix': f'/skills.{kind}?limit=5', 'suffix and pair': f'/skills/limit/5.{kind}',
                 'parameter': f'/skills?limit=5&format={kind}', 'path pair': f'/skills/limit/5/format/{kind}'}
        answers = {name: call('GET', path, headers=head) for name, path in asked.items()}
        if kind in ACCEPTS:
            answers['Accept'] = call('GET', '/skills?limit=5', headers={**head, 'Accept': ACCEPTS[kind]})
        for name, response in answers.items():
            check(f'{kind} by {name}', [200, want], [response.status_code, rows_in(kind, response.text)])
        check(f'{kind}: one body however asked', 1, len({response.text for response in answers.values()}))
    called = call('GET', '/skills.jsonp?limit=5&callback=show', headers=head).text
    check('jsonp, callback', ['show(', want], [called[:5], rows_in('jsonp', called)])
    check('/skills.docx: unknown format [42]', 406, call('GET', '/skills.docx', headers=head).status_code)
    missing = call('GET', '/companies/99999999.xml', headers=head)
    check('error in xml', [404, NO_COMPANY],
          [missing.status_code, {item.tag: item.text for item in ElementTree.fromstring(missing.text)}])
    tree = ElementTree.fromstring(call('GET', '/users/me.xml', headers=head).text)
    check('/users/me.xml: keys', ME_KEYS, [item.tag for item in tree.find('data')])
    check('error in xml, no token', 'token_not_provided',
          ElementTree.fromstring(call('GET', '/users/me.xml').text).findtext('message'))


def reset(mail, token, folder):
    """Ask for the reset mail, choose a new password with its code; the old token and password end."""
    known = set(folder.glob('*.eml'))
    for name, more in (('known', {'data': {'email': mail}}), ('unknown', {'json': {'email': 'no-' + mail}})):
        check(f'forgot, {name}: status', 200, call('POST', '/users/forgot', **more).status_code)
    refused('forgot, no address', call('POST', '/users/forgot', headers=MULTIPART, data=''))
    end, code = time.time() + 20, None
    while not code and time.time() < end:
        time.sleep(0.2)
        for path in set(folder.glob('*.eml')) - known:
            message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            if message['To'] == mail:
                code = re.search(r'token=(\S+)', message.get_body(('plain',)).get_content())
    if not check('forgot: a mail with a code within 20 s', True, bool(code)):
        return
    fields = {'token': code[1], 'password': 'new-Pass 1é', 'pass_confirm': 'new-Pass 1é'}
    for name, wrong in (('other confirmation', {'pass_confirm': 'abcd'}), ('wrong code', {'token': 'x' * 40})):
        check(f'reset, {name}: status', 400, call('POST', '/auth/reset', data={**fields, **wrong}).status_code)
    check('before the reset the token works', 200, call('GET', '/users/me', headers=bearer(token)).status_code)
    check('reset: status', 200, call('POST', '/auth/reset', data=fields).status_code)
    check('reset, code used again: status', 400, call('POST', '/auth/reset', data=fields).status_code)
    answer('old token', call('GET', '/users/me', headers=bearer(token)), 403,
           {'status': 'error', 'message': 'token_invalid'})
    check('old token, refresh [201]', 403, call('GET', '/auth/refresh', headers=bearer(token)).status_code)
    answer('old password', call('POST', '/auth/login', data={'email': mail, 'password': 'abcd1234'}), 401, BAD_LOGIN)
    fresh, _ = session('new password', call('POST', '/auth/login', data={'email': mail, **fields}))
    account('after the reset', fresh)


def main(arguments):
    """Run all checks; the exit code."""
    global base
    base, tag = arguments[0].rstrip('/'), uuid.uuid4().hex[:12]
    admin = logins()
    tokens(admin)
    names = disciplines()
    account('administrator', admin)
    mail = register(tag, names)
    token = update(mail, names)
    for part in (skills, companies, formats):
        part(bearer(admin))
    if len(arguments) == 2:
        reset(mail, token, pathlib.Path(arguments[1]))
    print(f'{tally[True]} passed, {tally[False]} failed')
    return 1 if tally[False] else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]) if len(sys.argv) in (2, 3) else __doc__)
