#!/bin/sh
# Makes the certificates beside it, with OpenSSL 3. Their keys guard nothing: they are for tests on one machine.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
key() { openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1" 2>/dev/null; }
key "$work/ca.key"; key "$work/middle.key"; key host.key
printf '[ca]\ndefault_ca=d\n[d]\ndatabase=%s/db\nnew_certs_dir=%s\nrand_serial=yes\ndefault_md=sha256\npolicy=p\ncopy_extensions=copy\nunique_subject=no\n[p]\ncommonName=supplied\n[middle]\nbasicConstraints=critical,CA:TRUE\nkeyUsage=keyCertSign\n' "$work" "$work" >"$work/conf"
: >"$work/db"
request() { openssl req -new -key "$1" -subj "/CN=$2" ${3:+-addext "subjectAltName=DNS:$3"} -out "$work/csr"; }
sign() { # the name of the file, the authority, the first and the last day, more arguments
    out=$1 by=$2 from=$3 to=$4; shift 4
    openssl ca -batch -config "$work/conf" -cert "$by.pem" -keyfile "$work/$(basename "$by").key" -in "$work/csr" \
        -startdate "${from}000000Z" -enddate "${to}000000Z" -notext -out "$out.pem" "$@" 2>/dev/null
}
own() { # a certificate that its own key signs: the file, the key, more arguments
    out=$1 key=$2; shift 2
    openssl ca -batch -config "$work/conf" -selfsign -keyfile "$key" -in "$work/csr" \
        -startdate 20200101000000Z -enddate 21200101000000Z -notext -out "$out.pem" "$@" 2>/dev/null
}
request "$work/ca.key" 'An authority'; own ca "$work/ca.key" -extensions middle
request host.key good good.example; sign good ca 20200101 21200101
request host.key expired expired.example; sign expired ca 20200101 20200201
request host.key early early.example; sign early ca 21100101 21200101
request host.key other other.example; sign other ca 20200101 21200101
request "$work/middle.key" 'Between them'; sign "$work/middle" ca 20200101 21200101 -extensions middle
request host.key short short.example; sign short "$work/middle" 20200101 21200101
request host.key self self.example; own self host.key
rm -r "$work"
