#!/usr/bin/env bash
# A client of the Freelancer Club API, written from its reference alone.
#   client.sh BASE_URL [MAIL_FOLDER]
# One line per check, a summary, exit 1 when a check failed. May be run again and again.
# Administrator of the demo data: CLIENT_ADMIN, CLIENT_ADMIN_PASSWORD (optional).
set -u
export LC_ALL=C
[ $# -ge 1 ] || { echo "usage: $0 BASE_URL [MAIL_FOLDER]" >&2; exit 2; }
BASE=${1%/}
MAILS=${2-}
ADMIN=${CLIENT_ADMIN-mia.norton@example.com}
ADMIN_PASSWORD=${CLIENT_ADMIN_PASSWORD-abcd1234}
W=$(mktemp -d) || exit 2
trap 'rm -rf "$W"' EXIT
RUN=$(date +%s%N)$$
FREE=shell.free.$RUN@example.com
HIRE=shell.hire.$RUN@example.com
PASSED=0 FAILED=0
NL='
'

# ---------------------------------------------------------------- results
short() { local s=${1//$NL/\\n}; if [ ${#s} -gt 400 ]; then printf '%s…' "${s:0:400}"; else printf '%s' "$s"; fi; }
ok()    { PASSED=$((PASSED+1)); printf 'ok %s\n' "$1"; }
bad()   { FAILED=$((FAILED+1)); printf 'FAIL %s: expected %s, got %s\n' "$1" "$(short "$2")" "$(short "$3")"; }
is()    { if [ "$2" = "$3" ]; then ok "$1"; else bad "$1" "$2" "$3"; fi; }
like()  { if printf '%s' "$3" | grep -Eq -- "$2"; then ok "$1"; else bad "$1" "/$2/" "$3"; fi; }
unlike() { if printf '%s' "$3" | grep -Eq -- "$2"; then bad "$1" "not /$2/" "$3"; else ok "$1"; fi; }
title() { printf '# %s\n' "$1"; }

# ---------------------------------------------------------------- requests
# call CURL_ARGUMENTS… : sets CODE, TYPE, BODY; the flattened JSON is in $W/flat
call() {
  local meta
  : >"$W/body"
  meta=$(curl -s -m 20 -o "$W/body" -w '%{http_code} %{content_type}' "$@") || meta="000 curl-failed($?)"
  CODE=${meta%% *} TYPE=${meta#* }
  BODY=$(cat "$W/body")
  flatten "$W/body" >"$W/flat"
}
# JSON -> lines "path TAB type TAB raw value"; o object, a array, s string, d number, b boolean, n null
flatten() {
  awk '
  { t = t $0 "\n" }
  function ws() { while (substr(t, p, 1) ~ /[ \t\r\n]/) p++ }
  function die() { if (!err) print "!not JSON at byte " p; err = 1 }
  function str(   i, c) {
    i = p + 1
    while (1) {
      c = substr(t, i, 1)
      if (c == "" || c == "\n") { die(); return "" }
      if (c == "\\") { i += 2; continue }
      if (c == "\"") break
      i++
    }
    c = substr(t, p + 1, i - p - 1); p = i + 1
    return c
  }
  function val(path,   c, k, n, s) {
    if (err) return
    ws(); c = substr(t, p, 1)
    if (c == "{") {
      print path "\to\t"; p++; ws()
      if (substr(t, p, 1) == "}") { p++; return }
      while (!err) {
        ws(); if (substr(t, p, 1) != "\"") { die(); return }
        k = str(); ws(); if (substr(t, p, 1) != ":") { die(); return }
        p++; val(path "." k); ws(); c = substr(t, p, 1); p++
        if (c == "}") return
        if (c != ",") { die(); return }
      }
    } else if (c == "[") {
      print path "\ta\t"; p++; ws(); n = 0
      if (substr(t, p, 1) == "]") { p++; return }
      while (!err) {
        val(path "." n++); ws(); c = substr(t, p, 1); p++
        if (c == "]") return
        if (c != ",") { die(); return }
      }
    } else if (c == "\"") { s = str(); print path "\ts\t" s }
    else {
      s = ""
      while (substr(t, p, 1) ~ /[-+.A-Za-z0-9]/) s = s substr(t, p++, 1)
      if (s ~ /^-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?$/) print path "\td\t" s
      else if (s == "true" || s == "false") print path "\tb\t" s
      else if (s == "null") print path "\tn\t"
      else die()
    }
  }
  END { p = 1; val(""); ws(); if (!err && p <= length(t)) die() }' "$1"
}
get()   { awk -F '\t' -v p="$1" '$1 == p { sub(/^[^\t]*\t[^\t]*\t/, ""); print; exit }' "$W/flat"; }
kind()  { awk -F '\t' -v p="$1" '$1 == p { print $2; exit }' "$W/flat"; }
# the children of a path, in order: "key:type key:type"
shape() {
  awk -F '\t' -v p="$1" '{ if (substr($1, 1, length(p) + 1) == p "." ) { k = substr($1, length(p) + 2)
    if (k != "" && index(k, ".") == 0) out = out (out == "" ? "" : " ") k ":" $2 } } END { print out }' "$W/flat"
}
count() { local s; s=$(shape "$1"); set -- $s; echo $#; }
# answer NAME CODE JSON: status code, content type, and the body: same keys in the same order, same types, same values
answer() {
  printf '%s' "$3" >"$W/want"; flatten "$W/want" >"$W/wantflat"
  if [ "$CODE" = "$2" ] && cmp -s "$W/wantflat" "$W/flat" && [ "$TYPE" != "${TYPE#application/json}" ]; then ok "$1"
  else bad "$1" "$2 application/json $3" "$CODE $TYPE $BODY"; fi
}
# the same answer whatever the JSON order/type of the message: error NAME CODE TEXT(regex on errors)
THRE='Thre are errors with the data submitted'
invalid() {  # NAME REGEX: 400 as documented with an "errors" string
  local got="$CODE $(shape '') $(get .status) $(get .message)"
  if [ "$got" = "400 status:s message:s errors:s 400 $THRE" ] && get .errors | grep -Eq -- "$2"; then ok "$1"
  else bad "$1" "400 {status:\"400\",message:\"$THRE\",errors:/$2/}" "$CODE $BODY"; fi
}
token_of() { sed -n 's/.*"token" *: *"\([^"]*\)".*/\1/p' "$W/body" | head -1; }
bytes() { printf '%s' "$1" | wc -c | tr -d ' '; }
flatxml() { tr -d '\n' <"$W/body" | sed 's/>  */>/g; s/  *</</g; s/"?></"?></'; }
unb64() { local s; s=$(printf '%s' "$1" | tr '_-' '/+'); while [ $(( ${#s} % 4 )) -ne 0 ]; do s="$s="; done; printf '%s' "$s" | base64 -d 2>/dev/null; }

ME_KEYS="id role_id email created_on deleted display_name slug discipline city website contact facebook twitter pinterest instagram youtube tags bio image account renew mentor badge notifications systemnotifications notificationsapplicants group_id testing portfolios profile_complete rate_hourly rate_day mentorurl profile_hidden latitude longitude country hidetel regaff suspended previous_account change_membership is_mentor mentor_rate socialtotal followers views likes star_points star_avg reviews push_job_alerts push_inmail stars twitter_followers facebook_likes youtube_subscribers instagram_count user_id image_url facebook_username instagram_username youtube_username twitter_username pinterest_username"
ME_NULLS=" city website contact facebook twitter pinterest instagram youtube tags bio image rate_hourly rate_day mentorurl country previous_account mentor_rate stars twitter_followers facebook_likes youtube_subscribers instagram_count image_url "
COMPANY="id:s user_id:s compname:s compdescription:s category:s website:s affiliate:s coupon:s exclusive:s couponcode:s coupondescription:s couponurl:s deleted:s created_on:s modified_on:s featured:s featureexpire:s coupondte:s couponexpire:s slug:s industry:s city:s latitude:s longitude:s country:s tagline:s logo:s coverimage:s authorized:s"
COMPANY_CSV=$(printf '%s' "$COMPANY" | sed 's/:s//g; s/ /,/g')
NOT_PROVIDED='{"status":"error","message":"token_not_provided"}'
INVALID='{"status":"error","message":"token_invalid"}'
LOGIN_FAILED='{"status":"error","message":"Invalid email or password"}'
CREATED='{"status":"200","message":"Created user successfully"}'
UPDATED='{"status":"200","message":"Updated User Succesfully"}'
TAKEN='{"status":"400","message":"Thre are errors with the data submitted","errors":"The value in &quot;Email Address&quot; is already being used."}'
NO_FREELANCER='{"status":"404","message":"Sorry that freelancer was not found."}'
NO_COMPANY='{"status":"404","message":"Sorry that Company was not found."}'
BAD_LIMIT='{"status":"400","message":"The limit parameter should be a positive integer between 1 and 500"}'

me_shape() {  # NAME: keys in order; every value a string, null only where the reference or an empty field allows it
  local want='' k t got
  got=$(shape .data)
  is "$1: keys in the documented order" "$ME_KEYS" "$(printf '%s' "$got" | sed 's/:[a-z]//g')"
  for k in $got; do
    t=${k#*:} k=${k%:*}
    case $k:$t in portfolios:a) ;; *:s) ;; *:n) [ "${ME_NULLS#* $k }" != "$ME_NULLS" ] || want="$want $k:$t" ;; *) want="$want $k:$t" ;; esac
  done
  is "$1: types" "" "$want"
}
login_shape() {  # NAME EMAIL
  local want="200 token:s data:o" got
  got="$CODE $(shape '')"
  is "$1: 200, token and data" "$want" "$got"
  is "$1: keys of the user" "id email image slug account discipline" "$(shape .data | sed 's/:[a-z]//g')"
  unlike "$1: the user's values are strings (image may be null)" ':[dboa]|(id|email|slug|account|discipline):n' "$(shape .data)"
  is "$1: email" "$2" "$(get .data.email)"
  like "$1: content type" '^application/json' "$TYPE"
}

# ================================================================ disciplines (no token)
title "GET /auth/disciplines, GET /users/discipines"
call -X GET "$BASE/auth/disciplines"
is   "auth/disciplines: 200 without a token" 200 "$CODE"
like "auth/disciplines: content type" '^application/json' "$TYPE"
is   "auth/disciplines: one key, an array" "data:a" "$(shape '')"
N=$(count .data)
like "auth/disciplines: has rows" '^[1-9]' "$N"
odd='' oddsub='' subs=0
for ((i = 0; i < N; i++)); do
  s=$(shape .data.$i)
  printf '%s' "$s" | grep -Eqx 'id:s name:s insearch:s sub:[sn] alias1:[sn] alias2:[sn] description:[sn] suggestions:[sn] subs:a' || odd="$odd [$i] $s"
  id=$(get .data.$i.id)
  m=$(count .data.$i.subs)
  for ((j = 0; j < m; j++)); do
    subs=$((subs+1))
    s="$(shape .data.$i.subs.$j) $(get .data.$i.subs.$j.discipline_id)"
    printf '%s' "$s" | grep -Eqx "id:s discipline_id:s name:s suggestions:[sn] $id" || oddsub="$oddsub [$i.$j] $s"
  done
done
is   "auth/disciplines: keys and types of every row" "" "$odd"
is   "auth/disciplines: keys, types and parent of every sub-discipline" "" "$oddsub"
like "auth/disciplines: there are sub-disciplines" '^[1-9]' "$subs"
awk -F '\t' '$1 ~ /^\.data\.[0-9]+\.name$/ { print $3 }' "$W/flat" >"$W/names"
is   "auth/disciplines: in the order of the names" "$(sort -f "$W/names")" "$(cat "$W/names")"
is   "auth/disciplines: all are in the search" "" "$(awk -F '\t' '$1 ~ /^\.data\.[0-9]+\.insearch$/ && $3 != "1"' "$W/flat")"
call -X GET "$BASE/auth/disciplines/"
is   "auth/disciplines/: trailing slash" 200 "$CODE"

call -X GET "$BASE/users/discipines"
is   "users/discipines: 200 without a token" 200 "$CODE"
is   "users/discipines: one key, an array" "data:a" "$(shape '')"
N=$(count .data) odd=''
for ((i = 0; i < N; i++)); do
  s=$(shape .data.$i)
  printf '%s' "$s" | grep -Eqx 'id:s name:s insearch:s sub:[sn] alias1:[sn] alias2:[sn] description:[sn] suggestions:[sn]' || odd="$odd [$i] $s"
done
is   "users/discipines: keys and types of every row" "" "$odd"
is   "users/discipines: the names of /auth/disciplines" "$(cat "$W/names")" "$(awk -F '\t' '$1 ~ /^\.data\.[0-9]+\.name$/ { print $3 }' "$W/flat")"
grep -qx Photographer "$W/names" && grep -qx Dancer "$W/names"; is "disciplines: Photographer and Dancer exist" 0 $?

# ================================================================ registering
title "POST /users"
# the sample of the reference, its (stale) authorization header included
call -X POST \
  "$BASE/users" \
  -H 'authorization: Bearer eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzUxMiJ9.eyJpZCI6IjEiLCJlbWFpbCI6Im1hdHQubmVsc29uQHNpbHZlcmFyay5jby51ayIsImlhdCI6MTQ5NjIzODgyMiwiZXhwIjoxNDk2ODQzNjIyfQ.msRKLMMfuClYY9Vg9y3mSR4_xlQGsD14r1TWGHtjaDKvbzgyfSAMruTDj6P_MJVcZo69WjFqi7f-MT2nFFAaKQ' \
  -F email=$FREE \
  -F password=abcd1234 \
  -F pass_confirm=abcd1234 \
  -F 'display_name=API User' \
  -F discipline=Photographer \
  -F 'city=Leeds, United Kingdom' \
  -F 'country=United Kingdom'
answer "register a freelancer (the sample)" 200 "$CREATED"
call -X POST "$BASE/users" -F email=$FREE -F password=abcd1234 -F pass_confirm=abcd1234 -F 'display_name=API User' \
  -F discipline=Photographer -F 'city=Leeds, United Kingdom' -F 'country=United Kingdom'
answer "register the same address again" 400 "$TAKEN"
UP=$(printf '%s' "$FREE" | tr a-z A-Z)
call -X POST "$BASE/users" -F email=$UP -F password=abcd1234 -F pass_confirm=abcd1234 -F 'display_name=API User' \
  -F discipline=Photographer -F 'city=Leeds, United Kingdom' -F 'country=United Kingdom'
answer "register the same address in capitals" 400 "$TAKEN"
# every required field in turn
for f in 'email=Email' 'password=Password' 'pass_confirm=Password Confirm' 'display_name=Display Name' 'discipline=Discipline' 'city=City' 'country=Country'; do
  args=()
  for p in "email=shell.x.$RUN@example.com" password=abcd1234 pass_confirm=abcd1234 'display_name=API User' discipline=Photographer 'city=Leeds, United Kingdom' 'country=United Kingdom'; do
    [ "${p%%=*}" = "${f%%=*}" ] || args+=(-F "$p")
  done
  call -X POST "$BASE/users" "${args[@]}"
  invalid "register without ${f%%=*}" "The ${f#*=}"
done
reg() { call -X POST "$BASE/users" -F password=abcd1234 -F 'display_name=API User' -F 'city=Leeds, United Kingdom' -F 'country=United Kingdom' "$@"; }
reg -F email=shell.x.$RUN@example.com -F discipline=Photographer -F pass_confirm=abcd12345x
invalid "register: pass_confirm differs" 'Password'
reg -F email=notanaddress -F discipline=Photographer -F pass_confirm=abcd1234
invalid "register: not an email address" 'Email'
reg -F email=shell.x.$RUN@example.com -F discipline=Clockmaker$RUN -F pass_confirm=abcd1234
invalid "register: unknown discipline" 'Discipline'
reg -F email=shell.x.$RUN@example.com -F "discipline=Photographer, Clockmaker" -F pass_confirm=abcd1234
invalid "register: one of two disciplines unknown" 'Discipline'
reg -F email=shell.x.$RUN@example.com -F discipline=Photographer -F pass_confirm=abcd1234 -F longitude=west -F latitude=53.8
invalid "register: longitude is no number" 'Longitude'
call -X POST "$BASE/auth/login" -F email=shell.x.$RUN@example.com -F password=abcd1234
answer "none of the refused registrations made an account" 401 "$LOGIN_FAILED"
# urlencoded, tab delimited disciplines, all optional fields, extension and trailing slash
call -X POST "$BASE/users/" -d "email=shell.tab.$RUN@example.com" -d password=abcd1234 -d pass_confirm=abcd1234 \
  -d 'display_name=Tab%20User' -d 'discipline=Photographer%09Dancer' -d 'subdiscipline=Wedding%20Photographer,Ballet' \
  -d 'tags=Photoshop,%20Lightroom' -d 'contact=01632%20960%20100' -d 'city=Leeds' -d 'country=United%20Kingdom' -d longitude=-1.54908 -d latitude=53.80076
answer "register urlencoded, all fields, disciplines by tab, trailing slash" 200 "$CREATED"
call -X POST -F "email=shell.tab.$RUN@example.com" -F password=abcd1234 "$BASE/auth/login"
TABTOKEN=$(token_of)
is "disciplines given by tab" "Photographer, Dancer" "$(get .data.discipline)"
call -X GET -H "Authorization: Bearer $TABTOKEN" "$BASE/users/me"
is "registered fields: tags" "Photoshop, Lightroom" "$(get .data.tags)"
is "registered fields: contact" "01632 960 100" "$(get .data.contact)"
is "registered fields: city, country" "Leeds|United Kingdom" "$(get .data.city)|$(get .data.country)"
is "registered fields: latitude, longitude" "53.80076|-1.54908" "$(get .data.latitude)|$(get .data.longitude)"
call -X POST "$BASE/users" -F email=shell.comma.$RUN@example.com -F password=abcd1234 -F pass_confirm=abcd1234 -F 'display_name=Comma User' \
  -F 'discipline=Photographer, Dancer' -F 'city=Leeds' -F 'country=United Kingdom'
answer "register with disciplines by comma" 200 "$CREATED"
call -X POST -F "email=shell.comma.$RUN@example.com" -F password=abcd1234 "$BASE/auth/login"
is "disciplines given by comma" "Photographer, Dancer" "$(get .data.discipline)"
call -X POST "$BASE/users.xml" -F email=$FREE -F password=abcd1234 -F pass_confirm=abcd1234 -F 'display_name=API User' \
  -F discipline=Photographer -F 'city=Leeds' -F 'country=United Kingdom'
is "register.xml: 400 in XML" '400 <?xml version="1.0" encoding="utf-8"?><xml><status>400</status><message>Thre are errors with the data submitted</message><errors>The value in "Email Address" is already being used.</errors></xml>' "$CODE $(flatxml)"

title "POST /clients"
# the sample, with its own content-type header
call -X POST \
  "$BASE/clients" \
  -H 'Authorization: Bearer eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzU' \
  -H 'content-type: multipart/form-data; boundary=----WebKitFormBoundary7MA4YWxkTrZu0gW' \
  -F email=$HIRE \
  -F password=abcd1234 \
  -F 'display_name=API User'
answer "register a client (the sample, with its content-type header)" 200 "$CREATED"
call -X POST "$BASE/clients" -F email=$HIRE -F password=abcd1234 -F 'display_name=API User'
answer "register the same client again" 400 "$TAKEN"
call -X POST "$BASE/clients" -F email=$FREE -F password=abcd1234 -F 'display_name=API User'
answer "a client with the address of a freelancer" 400 "$TAKEN"
call -X POST "$BASE/clients" -F password=abcd1234 -F 'display_name=API User'
invalid "register a client without email" 'Email'
call -X POST "$BASE/clients" -F email=shell.y.$RUN@example.com -F 'display_name=API User'
invalid "register a client without password" 'Password'
call -X POST "$BASE/clients" -F email=shell.y.$RUN@example.com -F password=abcd1234
invalid "register a client without display_name" 'Display Name'
call -X POST "$BASE/clients" -d "email=shell.y.$RUN@example.com" -d password=abcd1234 -d 'display_name=Url%20User'
answer "register a client urlencoded" 200 "$CREATED"

# ================================================================ login
title "POST /auth/login"
call -X POST \
     -F "email=$FREE" -F "password=abcd1234" \
     "$BASE/auth/login"
login_shape "login (the sample, multipart)" "$FREE"
TOKEN=$(token_of) ID=$(get .data.id)
is   "login: discipline as registered" "Photographer" "$(get .data.discipline)"
like "login: a JWT of three parts" '^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$' "$TOKEN"
like "login: the token's header, HS512" '"alg" *: *"HS512"' "$(unb64 "${TOKEN%%.*}")"
P=${TOKEN#*.}; P=$(unb64 "${P%%.*}")
like "login: the token carries id and email as the samples' tokens do" "^\{\"id\":\"$ID\",\"email\":\"$FREE\",\"iat\":[0-9]+,\"exp\":[0-9]+" "$P"
IAT=$(printf '%s' "$P" | sed -n 's/.*"iat": *\([0-9]*\).*/\1/p') EXP=$(printf '%s' "$P" | sed -n 's/.*"exp": *\([0-9]*\).*/\1/p')
is   "login: the token is valid for one week" 604800 $(( ${EXP:-0} - ${IAT:-0} ))
call -X POST -d "email=$FREE&password=abcd1234" "$BASE/auth/login/"
login_shape "login (urlencoded, trailing slash)" "$FREE"
call -X POST -F "email=$HIRE" -F password=abcd1234 "$BASE/auth/login"
login_shape "login of the client" "$HIRE"
HTOKEN=$(token_of) HID=$(get .data.id)
call -X POST -F "email=$FREE" -F password=wrong "$BASE/auth/login"
answer "login: wrong password" 401 "$LOGIN_FAILED"
call -X POST -F "email=nobody.$RUN@example.com" -F password=abcd1234 "$BASE/auth/login"
answer "login: unknown address" 401 "$LOGIN_FAILED"
call -X POST -F "email=$FREE" "$BASE/auth/login"
is "login without password: 400 (a required parameter was omitted)" "400 400" "$CODE $(get .status)"
call -X GET "$BASE/auth/login"
is "GET /auth/login: 405" 405 "$CODE"
call -X POST -F "email=$ADMIN" -F "password=$ADMIN_PASSWORD" "$BASE/auth/login"
login_shape "login of the administrator" "$ADMIN"
ATOKEN=$(token_of) AID=$(get .data.id)
AUTH="Authorization: Bearer $TOKEN"

# ================================================================ tokens
title "token errors"
for u in users/me auth/refresh skills companies companies/1; do
  call -X GET "$BASE/$u"
  answer "GET /$u without a token" 403 "$NOT_PROVIDED"
  call -X GET -H 'Authorization: Bearer eyJ0eXAiOiJKV1QiLzI1NiJ9.eyJpZCI6eyJpZCI6Ij' "$BASE/$u"
  answer "GET /$u with the sample's token" 403 "$INVALID"
done
call -X POST -d display_name=Nobody "$BASE/users/$ID"
answer "POST /users/<id> without a token" 403 "$NOT_PROVIDED"
call -X POST -H 'Authorization: Bearer abc' -d display_name=Nobody "$BASE/users/$ID"
answer "POST /users/<id> with a bad token" 403 "$INVALID"
S=${TOKEN##*.}; case $S in A*) S=B${S#?} ;; *) S=A${S#?} ;; esac
call -X GET -H "Authorization: Bearer ${TOKEN%.*}.$S" "$BASE/users/me"
answer "a token with another signature" 403 "$INVALID"
b64() { base64 | tr -d '\n=' | tr '/+' '_-'; }
NONE=$(printf '{"typ":"JWT","alg":"none"}' | b64).$(printf '%s' "$P" | b64).
call -X GET -H "Authorization: Bearer $NONE" "$BASE/users/me"
answer "an unsigned token (alg none)" 403 "$INVALID"
FORGED=$(printf '{"id":"%s","email":"%s","iat":%s,"exp":%s}' "$AID" "$ADMIN" "${IAT:-0}" "${EXP:-0}" | b64)
call -X GET -H "Authorization: Bearer ${TOKEN%%.*}.$FORGED.${TOKEN##*.}" "$BASE/users/me"
answer "a token with another's id under the old signature" 403 "$INVALID"
call -X GET "$BASE/users/me.xml"
is "token error in XML" '403 <?xml version="1.0" encoding="utf-8"?><xml><status>error</status><message>token_not_provided</message></xml>' "$CODE $(flatxml)"

title "GET /auth/refresh"
call -X GET \
     -H "Authorization: Bearer $TOKEN" \
     "$BASE/auth/refresh"
login_shape "refresh" "$FREE"
NEW=$(token_of)
is "refresh: the same user" "$ID" "$(get .data.id)"
call -X GET -H "Authorization: Bearer $NEW" "$BASE/users/me"
is "the new token works" "200 $FREE" "$CODE $(get .data.email)"
P2=${NEW#*.}; P2=$(unb64 "${P2%%.*}")
is "the new token is valid for one week" 604800 $(( $(printf '%s' "$P2" | sed -n 's/.*"exp": *\([0-9]*\).*/\1/p;t;s/.*/0/p') - $(printf '%s' "$P2" | sed -n 's/.*"iat": *\([0-9]*\).*/\1/p;t;s/.*/0/p') ))
call -X POST -H "$AUTH" "$BASE/auth/refresh"
is "POST /auth/refresh: 405" 405 "$CODE"

# ================================================================ users/me
title "GET /users/me"
call -X GET \
   -H "Authorization: Bearer $TOKEN" \
   "$BASE/users/me"
is "users/me: 200" "200 data:o" "$CODE $(shape '')"
me_shape "users/me of a new freelancer"
is "users/me: id and user_id" "$ID $ID" "$(get .data.id) $(get .data.user_id)"
is "users/me: as registered" "$FREE|API User|Photographer|Leeds, United Kingdom|United Kingdom|0" "$(get .data.email)|$(get .data.display_name)|$(get .data.discipline)|$(get .data.city)|$(get .data.country)|$(get .data.deleted)"
like "users/me: created_on" '^20[0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]$' "$(get .data.created_on)"
call -X GET -H "Authorization: Bearer $HTOKEN" "$BASE/users/me/"
me_shape "users/me/ of a new client (trailing slash)"
is "users/me of the client: email" "$HIRE" "$(get .data.email)"
call -X GET -H "Authorization: Bearer $ATOKEN" "$BASE/users/me"
me_shape "users/me of the demo's administrator"
is "users/me: a portfolio" "id:s user_id:s title:s discipline:s deleted:s created_on:s modified_on:s img_count:s" "$(shape .data.portfolios.0)"
like "users/me: image_url" "/images/profile/120/$(get .data.image)\$" "$(get .data.image_url)"
ADMIN_NAME=$(get .data.display_name)

# ================================================================ update
title "POST /users/<id>"
call -X POST \
   -H "Authorization: Bearer $TOKEN" \
   -d "display_name=Matty%20Nelson" \
   "$BASE/users/$ID"
answer "update (the sample)" 200 "$UPDATED"
me() { call -X GET -H "$AUTH" "$BASE/users/me"; }
me; is "display_name changed" "Matty Nelson" "$(get .data.display_name)"
up() { call -X POST -H "$AUTH" "$@" "$BASE/users/$ID"; }
up -d "mentor_rate=thirty"
answer "mentor_rate with letters (the documented sentence)" 400 '{"status":"400","message":"Thre are errors with the data submitted","errors":"\"The Mentorship Hourly Rate field must contain only numeric characters.\\n\""}'
for p in rate_hourly=x:Hourly rate_day=x:Day longitude=west:Longitude latitude=north:Latitude hidetel=2:Hide is_mentor=2:Mentor testing=2:Testing \
         profile_hidden=2:Hidden notifications=weekly:Notification systemnotifications=weekly:Notification notificationsapplicants=weekly:Notification \
         push_job_alerts=2:Push push_inmail=2:Push discipline=Clockmaker:Discipline; do
  up -d "${p%:*}"
  invalid "update with ${p%:*}" "${p##*:}"
done
up -d display_name=Changed -d mentor_rate=thirty
invalid "one good and one bad field" "The Mentorship Hourly Rate field must contain only numeric characters"
me; is "…changes nothing" "Matty Nelson" "$(get .data.display_name)"
up -d 'discipline=Photographer,%20Dancer' -d 'subdiscipline=Wedding%20Photographer,%20Ballet' -d hidetel=1 -d website=http%3A%2F%2Fwww.example.com \
   -d 'contact=01632%20960%20101' -d tags=photoshop,illustrator -d rate_hourly=20 -d rate_day=350 -d is_mentor=1 -d mentor_rate=35 \
   -d facebook=https://www.facebook.com/silverark -d twitter=https://twitter.com/silver_ark -d instagram=http://Instagram.Com/liansjadan \
   -d pinterest=https://www.pinterest.com/silverark -d youtube=https://www.youtube.com/channel/UCR5HhU_7IpjxgMueKTzADSg -d testing=1 \
   -d profile_hidden=1 -d city=york -d country=US -d longitude=1 -d latitude=53.95997 -d notifications=hourly -d systemnotifications=daily \
   -d notificationsapplicants=never -d push_job_alerts=0 -d push_inmail=0 -d 'bio=I%20am%20a%20software%20engineer'
answer "update every documented field, urlencoded" 200 "$UPDATED"
me
me_shape "users/me after the update"
while IFS='|' read -r k v; do is "updated $k" "$v" "$(get ".data.$k")"; done <<'END'
discipline|Photographer, Dancer
hidetel|1
website|http://www.example.com
contact|01632 960 101
tags|photoshop,illustrator
rate_hourly|20.00
rate_day|350.00
is_mentor|1
mentor_rate|35.00
facebook|https://www.facebook.com/silverark
twitter|https://twitter.com/silver_ark
instagram|http://Instagram.Com/liansjadan
pinterest|https://www.pinterest.com/silverark
youtube|https://www.youtube.com/channel/UCR5HhU_7IpjxgMueKTzADSg
testing|yes
profile_hidden|1
city|york
country|US
longitude|1.00000
latitude|53.95997
notifications|hourly
systemnotifications|daily
notificationsapplicants|never
push_job_alerts|0
push_inmail|0
bio|I am a software engineer
facebook_username|silverark
twitter_username|silver_ark
instagram_username|liansjadan
pinterest_username|silverark
youtube_username|UCR5HhU_7IpjxgMueKTzADSg
END
up -F 'city=Hull, United Kingdom' -F notifications=instant -F testing=0 -F profile_hidden=0
answer "update as multipart" 200 "$UPDATED"
me; is "…changed" "Hull, United Kingdom|instant|0" "$(get .data.city)|$(get .data.notifications)|$(get .data.profile_hidden)"
unlike "testing=0 is no longer yes" '^yes$' "$(get .data.testing)"
call -X POST -H "$AUTH" -d role_id=1 -d email=other.$RUN@example.com -d account=gold -d city=Bath "$BASE/users/$ID/"
is "undocumented fields: answered 200 or 400" "ok" "$(case $CODE in 200|400) echo ok ;; *) echo "$CODE $BODY" ;; esac)"
me; is "…and never written" "$FREE" "$(get .data.email)"
unlike "…no administrator" '^1$' "$(get .data.role_id)"
call -X POST -H "$AUTH" -d "display_name=Hacked" "$BASE/users/$HID"
answer "somebody else's id" 404 "$NO_FREELANCER"
call -X POST -H "$AUTH" -d "display_name=Hacked" "$BASE/users/$AID"
answer "the administrator's id" 404 "$NO_FREELANCER"
call -X POST -H "$AUTH" -d "display_name=Hacked" "$BASE/users/999999999"
answer "an id of nobody" 404 "$NO_FREELANCER"
call -X POST -H "$AUTH" -d "mentor_rate=thirty" "$BASE/users/$HID"
answer "somebody else's id with a bad field" 404 "$NO_FREELANCER"
call -X GET -H "Authorization: Bearer $HTOKEN" "$BASE/users/me"
is "the other account is unchanged" "API User" "$(get .data.display_name)"
call -X GET -H "Authorization: Bearer $ATOKEN" "$BASE/users/me"
is "the administrator is unchanged" "$ADMIN_NAME" "$(get .data.display_name)"

# ================================================================ skills
title "GET /skills"
call -X GET \
  "$BASE/skills" \
  -H "Authorization: Bearer $TOKEN" \
  -H 'Content-Type: application/x-www-form-urlencoded'
is "skills (the sample): 200, meta and data" "200 meta:o data:a" "$CODE $(shape '')"
is "skills: meta" "total:d limit:d offset:d" "$(shape .meta)"
is "skills: limit and offset" "20 0" "$(get .meta.limit) $(get .meta.offset)"
TOTAL=$(get .meta.total) N=$(count .data)
is "skills: as many rows as said" "$(( TOTAL < 20 ? TOTAL : 20 ))" "$N"
odd=''; for ((i = 0; i < N; i++)); do s=$(shape .data.$i); [ "$s" = "id:s skill:s" ] || odd="$odd [$i] $s"; done
is "skills: keys and types of every row" "" "$odd"
R0="$(get .data.0.id) $(get .data.0.skill)" R1="$(get .data.1.id) $(get .data.1.skill)" R2="$(get .data.2.id) $(get .data.2.skill)"
SK1=$(get .data.1.skill) SK2=$(get .data.2.skill) SI1=$(get .data.1.id) SI2=$(get .data.2.id)
cp "$W/flat" "$W/all"
call -X GET -H "$AUTH" "$BASE/skills/"
is "skills/: the same (trailing slash)" "$(cat "$W/all")" "$(cat "$W/flat")"
for u in skills/offset/1/limit/2 skills/limit/2/offset/1 skills/offset/1/limit/2/ 'skills?offset=1&limit=2'; do
  call -X GET -H "$AUTH" "$BASE/$u"
  answer "$u" 200 "{\"meta\":{\"total\":$TOTAL,\"limit\":2,\"offset\":1},\"data\":[{\"id\":\"$SI1\",\"skill\":\"$SK1\"},{\"id\":\"$SI2\",\"skill\":\"$SK2\"}]}"
done
call -X GET -H "$AUTH" "$BASE/skills/limit/500"
is "skills/limit/500" "200 500" "$CODE $(get .meta.limit)"
call -X GET -H "$AUTH" "$BASE/skills/limit/1"
is "skills/limit/1" "200 1 1" "$CODE $(get .meta.limit) $(count .data)"
call -X GET -H "$AUTH" "$BASE/skills/offset/100000"
is "skills past the end: 200 without rows, or 404 (no data to return)" "ok" "$(case "$CODE $(kind .data) $(count .data)" in "200 a 0"|404*) echo ok ;; *) echo "$CODE $BODY" ;; esac)"
for v in 0 501 -1 dave 1.5; do
  call -X GET -H "$AUTH" "$BASE/skills/limit/$v"
  answer "skills/limit/$v" 400 "$BAD_LIMIT"
done
for v in -1 dave; do
  call -X GET -H "$AUTH" "$BASE/skills/offset/$v"
  is "skills/offset/$v: 400 and a sentence" "400 s" "$CODE $(kind .message)"
done
call -X DELETE -H "$AUTH" "$BASE/skills"
is "DELETE /skills: 405" 405 "$CODE"
call -X GET -H "$AUTH" "$BASE/nothing"
is "an unknown path: 404" 404 "$CODE"

# ================================================================ companies
title "GET /companies"
call -X GET \
  "$BASE/companies" \
  -H "authorization: Bearer $TOKEN"
is "companies (the sample): 200, meta and data" "200 meta:o data:a" "$CODE $(shape '')"
is "companies: meta's keys" "total limit offset" "$(shape .meta | sed 's/:[a-z]//g')"
is "companies: total and offset are numbers" "d d" "$(kind .meta.total) $(kind .meta.offset)"
is "companies: 20 rows by default" "20 0" "$(get .meta.limit) $(get .meta.offset)"
N=$(count .data) TOTAL=$(get .meta.total)
is "companies: as many rows as said" "$(( TOTAL < 20 ? TOTAL : 20 ))" "$N"
odd=''; for ((i = 0; i < N; i++)); do s=$(shape .data.$i); [ "$s" = "$COMPANY" ] || odd="$odd [$i] $s"; done
is "companies: keys and types of every row" "" "$odd"
is "companies: none deleted, all authorized" "" "$(awk -F '\t' '$1 ~ /\.deleted$/ && $3 != "0" || $1 ~ /\.authorized$/ && $3 != "1"' "$W/flat")"
CID=$(get .data.0.id) CNAME=$(get .data.0.compname) C1=$(get .data.1.id) C2=$(get .data.2.id)
sed -n 's/^\.data\.0\././p' "$W/flat" >"$W/first"
call -X GET -H "$AUTH" "$BASE/companies/limit/10"
is "companies/limit/10: a string \"10\" as printed, offset a number 0" "total:d limit:s offset:d 10 0" "$(shape .meta) $(get .meta.limit) $(get .meta.offset)"
call -X GET -H "$AUTH" "$BASE/companies/offset/1/limit/2"
is "companies/offset/1/limit/2: rows" "200 $C1 $C2 2" "$CODE $(get .data.0.id) $(get .data.1.id) $(count .data)"
is "companies/offset/1/limit/2: meta" "$TOTAL 2 1" "$(get .meta.total) $(get .meta.limit) $(get .meta.offset)"
WORD=${CNAME%% *}
call -X GET -H "$AUTH" "$BASE/companies/search/$WORD"
is "companies/search/$WORD: found" "$CID" "$(awk -F '\t' -v id="$CID" '$1 ~ /^\.data\.[0-9]+\.id$/ && $3 == id { print $3 }' "$W/flat")"
is "companies/search/$WORD: only names with the word" "" "$(awk -F '\t' -v w="$WORD" '$1 ~ /\.compname$/ && index(tolower($3), tolower(w)) == 0 { print $3 }' "$W/flat")"
call -X GET -H "$AUTH" "$BASE/companies/search/zz$RUN"
is "companies/search/nothing: 200 without rows, or 404 (no data to return)" "ok" "$(case "$CODE $(kind .data) $(count .data)" in "200 a 0"|404*) echo ok ;; *) echo "$CODE $BODY" ;; esac)"
for v in 0 501 dave; do
  call -X GET -H "$AUTH" "$BASE/companies/limit/$v"
  answer "companies/limit/$v" 400 "$BAD_LIMIT"
done

title "GET /companies/<id>"
call -X GET \
  "$BASE/companies/$CID" \
  -H "authorization: Bearer $TOKEN"
is "companies/$CID (the sample): 200" "200 data:o" "$CODE $(shape '')"
is "companies/$CID: keys and types" "$COMPANY" "$(shape .data)"
is "companies/$CID: the row of the list" "$(cat "$W/first")" "$(sed -n 's/^\.data\././p' "$W/flat")"
call -X GET -H "$AUTH" "$BASE/companies/$CID/"
is "companies/$CID/: trailing slash" "200 $CID" "$CODE $(get .data.id)"
for v in 999999 0; do
  call -X GET -H "$AUTH" "$BASE/companies/$v"
  answer "companies/$v" 404 "$NO_COMPANY"
done
call -X GET -H "$AUTH" "$BASE/companies/nonsense"
# after a list only digits are an id; anything else starts key/value pairs, and an odd one is ignored
is "companies/nonsense is the list" 200 "$CODE"

# ================================================================ formats
title "formats"
XMLHEAD='<?xml version="1.0" encoding="utf-8"?>'
ST=$(printf '%s' "$SK1"); TOTAL=$(awk -F '\t' '$1 == ".meta.total" { print $3 }' "$W/all")
U=skills/offset/1/limit/2
JSON="{\"meta\":{\"total\":$TOTAL,\"limit\":2,\"offset\":1},\"data\":[{\"id\":\"$SI1\",\"skill\":\"$SK1\"},{\"id\":\"$SI2\",\"skill\":\"$SK2\"}]}"
XML="$XMLHEAD<xml><meta><total>$TOTAL</total><limit>2</limit><offset>1</offset></meta><data><datum><id>$SI1</id><skill>$SK1</skill></datum><datum><id>$SI2</id><skill>$SK2</skill></datum></data></xml>"
quoted() { case $1 in *[\ ,\"]*) printf '"%s"' "$1" ;; *) printf '%s' "$1" ;; esac; }
CSV="id,skill$NL$SI1,$(quoted "$SK1")$NL$SI2,$(quoted "$SK2")"
SER="a:2:{s:4:\"meta\";a:3:{s:5:\"total\";i:$TOTAL;s:5:\"limit\";i:2;s:6:\"offset\";i:1;}s:4:\"data\";a:2:{i:0;a:2:{s:2:\"id\";s:${#SI1}:\"$SI1\";s:5:\"skill\";s:$(bytes "$SK1"):\"$SK1\";}i:1;a:2:{s:2:\"id\";s:${#SI2}:\"$SI2\";s:5:\"skill\";s:$(bytes "$SK2"):\"$SK2\";}}}"
PHP="array ( 'meta' => array ( 'total' => $TOTAL, 'limit' => 2, 'offset' => 1, ), 'data' => array ( 0 => array ( 'id' => '$SI1', 'skill' => '$SK1', ), 1 => array ( 'id' => '$SI2', 'skill' => '$SK2', ), ), )"
HTML="<thead><tr><th>id</th><th>skill</th></tr></thead><tbody><tr><td>$SI1</td><td>$SK1</td></tr><tr><td>$SI2</td><td>$SK2</td></tr></tbody></table>"
check_format() {  # NAME FORMAT
  case $2 in
  json|array) answer "$1" 200 "$JSON" ;;
  xml)  is "$1" "200 $XML" "$CODE $(flatxml)"; like "$1: content type" '^(application|text)/xml' "$TYPE" ;;
  csv)  is "$1" "200 $CSV" "$CODE $(tr -d '\r' <"$W/body" | grep -v '^$')"; like "$1: content type" '^(application|text)/csv' "$TYPE" ;;
  serialized) is "$1" "200 $SER" "$CODE $BODY"; like "$1: content type" 'php.serialized' "$TYPE" ;;
  php)  is "$1" "200 $PHP" "$CODE $(tr '\n' ' ' <"$W/body" | sed 's/  */ /g; s/ $//')"; like "$1: content type" '^text/plain' "$TYPE" ;;
  html) is "$1" "200 $HTML" "$CODE $(tr -d '\n' <"$W/body" | sed 's/^.*\(<thead>\)/\1/')"; like "$1: a table" '^<table[ >]' "$BODY"; like "$1: content type" '^text/html' "$TYPE" ;;
  jsonp) is "$1" "200 cb($JSON)" "$CODE $(printf '%s' "$BODY" | sed 's/;$//')"; like "$1: content type" 'javascript' "$TYPE" ;;
  esac
}
for f in json array xml csv serialized php html; do
  call -X GET -H "$AUTH" "$BASE/$U.$f";                  check_format "$U.$f" $f
  call -X GET -H "$AUTH" "$BASE/skills.$f?offset=1&limit=2"; check_format "skills.$f?offset=1&limit=2" $f
done
call -X GET -H "$AUTH" "$BASE/$U.jsonp?callback=cb"; check_format "$U.jsonp?callback=cb" jsonp
call -X GET -H "$AUTH" "$BASE/skills.jsonp"
like "skills.jsonp without a callback: 200 javascript" '^200 (application|text)/javascript' "$CODE $TYPE"
call -X GET -H "$AUTH" "$BASE/skills/limit/1.jsonp?callback=alert(1)//"
unlike "a callback that is no name is not run" '^alert' "$BODY"
for f in 'application/xml xml' 'text/csv csv' 'application/csv csv' 'text/html html' 'application/json json' 'application/vnd.php.serialized serialized'; do
  call -X GET -H "$AUTH" -H "Accept: ${f% *}" "$BASE/$U"; check_format "Accept: ${f% *}" "${f#* }"
done
call -X GET -H "$AUTH" -H "Accept: application/javascript" "$BASE/$U?callback=cb"; check_format "Accept: application/javascript" jsonp
call -X GET -H "$AUTH" -H "Accept: application/xml" "$BASE/$U.csv"; check_format "the extension beats the Accept header" csv
call -X GET -H "$AUTH" "$BASE/skills.yaml"
is "an unknown extension: 406" 406 "$CODE"
call -X GET -H "$AUTH" -H "Accept: image/png" "$BASE/skills"
is "an Accept header nobody can meet: the default, JSON" "200 application/json; charset=utf-8" "$CODE $TYPE"

# a text with everything that has to be escaped
TEXT="Zoë & <b>Co</b>, \"it's\" 100% \\o/"
up --data-urlencode "bio=$TEXT"
answer "a bio with markup, quotes and an accent" 200 "$UPDATED"
me
like "JSON: the text comes back" '^Zo(ë|\\u00eb) & <b>Co<(\\)?/b>, \\"it.s\\" 100% \\\\o(\\)?/$' "$(get .data.bio)"
call -X GET -H "$AUTH" "$BASE/users/me.xml"
like "users/me.xml: 200" '^200 (application|text)/xml' "$CODE $TYPE"
like "XML: the text is escaped" '<bio>Zoë &amp; &lt;b&gt;Co&lt;/b&gt;, ("|&quot;)it('"'"'|&apos;|&#0?39;)s("|&quot;) 100% \\o/</bio>' "$BODY"
is   "XML: the keys in the documented order" "$ME_KEYS" "$(flatxml | sed 's/<portfolios>.*<\/portfolios>/<portfolios\/>/; s/^.*<data>//; s/<\/data>.*//' | grep -o '<[a-z_]*/*>' | tr -d '</>' | tr '\n' ' ' | sed 's/ $//')"
call -X GET -H "$AUTH" "$BASE/users/me.csv"
like "users/me.csv: 200" '^200 (application|text)/csv' "$CODE $TYPE"
is   "CSV: the header line" "$(printf '%s' "$ME_KEYS" | tr ' ' ',')" "$(head -1 "$W/body" | tr -d '\r')"
is   "CSV: the text is quoted" 1 "$(grep -cF ",\"Zoë & <b>Co</b>, \"\"it's\"\" 100% \\o/\"," "$W/body")"
call -X GET -H "$AUTH" "$BASE/users/me.html"
like "users/me.html: 200" '^200 text/html' "$CODE $TYPE"
unlike "HTML: the text is no markup" '<b>' "$BODY"
like "HTML: the text is escaped" 'Zo(ë|&euml;) &amp; &lt;b&gt;Co&lt;/b&gt;' "$BODY"
call -X GET -H "$AUTH" "$BASE/users/me.serialized"
is   "serialized: the text with its length in bytes" 1 "$(grep -cF "s:3:\"bio\";s:$(bytes "$TEXT"):\"$TEXT\";" "$W/body")"
like "serialized: 65 elements" '^a:1:\{s:4:"data";a:65:\{' "$BODY"
call -X GET -H "$AUTH" "$BASE/users/me.php"
is   "php: the text with its escapes" 1 "$(grep -cF "'bio' => 'Zoë & <b>Co</b>, \"it\\'s\" 100% \\\\o/'," "$W/body")"
call -X GET -H "$AUTH" "$BASE/users/me.array"
is   "users/me.array" "200 $FREE" "$CODE $(get .data.email)"
call -X GET -H "$AUTH" "$BASE/users/me.jsonp?callback=cb"
like "users/me.jsonp" "^cb\(\{\"data\":\{\"id\":\"$ID\",.*\}\);?\$" "$BODY"

call -X GET -H "$AUTH" "$BASE/companies.csv"
is   "companies.csv: 200" 200 "$CODE"
is   "companies.csv: the header line" "$COMPANY_CSV" "$(head -1 "$W/body" | tr -d '\r')"
call -X GET -H "$AUTH" "$BASE/companies/$CID.xml"
like "companies/$CID.xml" "^200 <\?xml version=\"1.0\" encoding=\"utf-8\"\?><xml><data><id>$CID</id><user_id>[0-9]+</user_id><compname>" "$CODE $(flatxml)"
call -X GET -H "$AUTH" "$BASE/companies/999999.xml"
is   "companies/999999.xml: the error in XML" "404 $XMLHEAD<xml><status>404</status><message>Sorry that Company was not found.</message></xml>" "$CODE $(flatxml)"
call -X GET -H "$AUTH" "$BASE/companies/999999.serialized"
is   "companies/999999.serialized: the error serialized" '404 a:2:{s:6:"status";s:3:"404";s:7:"message";s:33:"Sorry that Company was not found.";}' "$CODE $BODY"
call -X GET "$BASE/auth/disciplines.xml"
like "auth/disciplines.xml" '^200 .*<data><datum><id>[0-9]+</id><name>' "$CODE $(flatxml)"
call -X POST -F "email=$FREE" -F password=abcd1234 "$BASE/auth/login.xml"
like "auth/login.xml" "^200 .*<xml><token>[A-Za-z0-9._-]+</token><data><id>$ID</id><email>$FREE</email>" "$CODE $(flatxml)"

# the same value in every format: a text that itself contains an entity
up --data-urlencode "bio=Fish &amp; Chips"
answer "a bio with an entity" 200 "$UPDATED"
me
is   "JSON: the entity comes back" "Fish &amp; Chips" "$(get .data.bio)"
call -X GET -H "$AUTH" "$BASE/users/me.serialized"
is   "serialized: the entity comes back" 1 "$(grep -cF "s:3:\"bio\";s:16:\"Fish &amp; Chips\";" "$W/body")"
call -X GET -H "$AUTH" "$BASE/users/me.xml"
# the original read HTML entities in a text once before it wrote XML, and programs rely on it
is   "XML: the entity is read once" "<bio>Fish &amp; Chips</bio>" "$(grep -o "<bio>.*</bio>" "$W/body")"

# ================================================================ password
title "POST /users/forgot, POST /auth/reset"
call -X POST "$BASE/users/forgot"
invalid "forgot without email" 'Email'
call -X POST -F "email=nobody.$RUN@example.com" "$BASE/users/forgot"
NOBODY="$CODE $BODY"
call -X POST -F "email=$FREE" "$BASE/users/forgot"
is "forgot: 200" "200 200" "$CODE $(get .status)"
is "forgot: an unknown address gets the same answer" "$CODE $BODY" "$NOBODY"
if [ -z "$MAILS" ]; then
  echo "# no folder of mails given: the reset itself is left out"
else
  MAIL=''
  for ((i = 0; i < 80; i++)); do
    MAIL=$(grep -lis "^To:.*$FREE" "$MAILS"/*.eml | xargs -r grep -ls "token=" | head -1)
    [ -n "$MAIL" ] && break
    sleep 0.25
  done
  like "the mail arrives" '\.eml$' "$MAIL"
  is "no mail to the unknown address" "" "$(grep -lis "^To:.*nobody.$RUN@" "$MAILS"/*.eml)"
  LINK=$(grep -o 'token=[A-Za-z0-9_-]\{16,\}' "$MAIL" 2>/dev/null | head -1)
  MAILCODE=$(tr -d "\r" <"$MAIL" 2>/dev/null | awk '/code of this mail/ { f = 1; next } f && NF { print $1; exit }')
  is "the mail carries the code, and the same in its link" "token=$MAILCODE" "$LINK"
  PASS=Quiet-Harbour-$RUN
  call -X POST -F "token=wrong$RUN" -F "password=$PASS" -F "pass_confirm=$PASS" "$BASE/auth/reset"
  is "reset with a wrong code: 400" "400 400" "$CODE $(get .status)"
  call -X POST -F "token=$MAILCODE" -F "password=$PASS" -F "pass_confirm=other-$PASS" "$BASE/auth/reset"
  is "reset with another confirmation: 400" "400 400" "$CODE $(get .status)"
  call -X POST -F "email=$FREE" -F password=abcd1234 "$BASE/auth/login"
  is "…and the old password still works" 200 "$CODE"
  call -X POST -F "token=$MAILCODE" -F "password=$PASS" -F "pass_confirm=$PASS" "$BASE/auth/reset"
  is "reset: 200" "200 200 s" "$CODE $(get .status) $(kind .message)"
  call -X POST -F "token=$MAILCODE" -F "password=Another-$PASS" -F "pass_confirm=Another-$PASS" "$BASE/auth/reset"
  is "the code works once" 400 "$CODE"
  call -X POST -F "email=$FREE" -F password=abcd1234 "$BASE/auth/login"
  answer "the old password is refused" 401 "$LOGIN_FAILED"
  for t in "$TOKEN" "$NEW"; do
    call -X GET -H "Authorization: Bearer $t" "$BASE/users/me"
    answer "an old token is refused" 403 "$INVALID"
    call -X GET -H "Authorization: Bearer $t" "$BASE/auth/refresh"
    like "an old token cannot be refreshed" '^403 error (token_invalid|Token too old to refresh)$' "$CODE $(get .status) $(get .message)"
  done
  call -X POST -H "$AUTH" -d "display_name=Old" "$BASE/users/$ID"
  answer "an old token cannot write" 403 "$INVALID"
  call -X POST -F "email=$FREE" -F "password=$PASS" "$BASE/auth/login"
  login_shape "login with the new password" "$FREE"
  TOKEN=$(token_of)
  call -X GET -H "Authorization: Bearer $TOKEN" "$BASE/users/me"
  is "the new token works after the reset" "200 Matty Nelson" "$CODE $(get .data.display_name)"
  call -X GET -H "Authorization: Bearer $HTOKEN" "$BASE/users/me"
  is "the other account's token still works" 200 "$CODE"
fi

echo "$PASSED passed, $FAILED failed"
[ "$FAILED" -eq 0 ]
