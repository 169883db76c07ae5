#!/bin/sh
# Stands in for certbot where no authority can be reached: the challenge is asked for as one would,
# by the name and without TLS; the certificate is signed by nobody. `renew` does it all again.
set -eu
kept=/var/cache/certbot-arguments
[ "$1" = renew ] || printf '%s\n' "$@" >"$kept"

while read -r word; do
    case ${before:-} in
        -w) webroot=$word ;;
        -d) name=$word ;;
        --deploy-hook) hook=$word ;;
    esac
    before=$word
done <"$kept"

challenges=$webroot/.well-known/acme-challenge
mkdir -p "$challenges"
echo proof >"$challenges/token"
answer=$(curl --silent --location --insecure --resolve "$name:80:127.0.0.1" \
    --resolve "$name:443:127.0.0.1" "http://$name/.well-known/acme-challenge/token")
rm "$challenges/token"
if [ "$answer" != proof ]; then
    echo "The challenge was not found in the webroot of $name." >&2
    exit 1
fi

folder=/etc/letsencrypt/live/$name
mkdir -p "$folder"
openssl req -x509 -newkey rsa:2048 -noenc -days 2 -subj "/CN=$name" \
    -addext "subjectAltName=DNS:$name" \
    -keyout "$folder/privkey.pem" -out "$folder/fullchain.pem" 2>/dev/null
sh -c "$hook"
