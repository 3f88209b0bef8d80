#!/usr/bin/env bash
# Install what the long tests start: PostgreSQL's programs, a browser, a font for Chinese. Only what is missing, and
# only where it may be done without asking anybody (Debian, as root); elsewhere the tests that need it are skipped.
# With the argument `font` the font alone, which `make test` asks for: papers are written with it.
set -euo pipefail
wanted=()
if [ "${1:-all}" = all ]; then
  if ! compgen -G "/usr/lib/postgresql/*/bin/initdb" >/dev/null && ! command -v initdb >/dev/null; then wanted+=(postgresql); fi
  if ! command -v chromium >/dev/null; then wanted+=(chromium); fi
fi
if ! command -v fc-list >/dev/null || [ -z "$(fc-list :lang=zh)" ]; then wanted+=(fontconfig fonts-noto-cjk); fi
[ ${#wanted[@]} -gt 0 ] || exit 0
as_root=()
[ "$(id -u)" = 0 ] || as_root=(sudo -n)
if ! command -v apt-get >/dev/null || ! "${as_root[@]}" true 2>/dev/null; then
  echo "not installed here, so the tests that need it are skipped: ${wanted[*]}" >&2
  exit 0
fi
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${wanted[@]}"
