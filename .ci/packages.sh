# SPDX-License-Identifier: BSD-3-Clause
# Read by .ci/install and .ci/test: how missing packages get onto a Debian or Ubuntu.

as_root() {
	if [ "$(id -u)" -eq 0 ]; then
		"$@"
	elif command -v sudo >/dev/null; then
		sudo "$@"
	else
		echo "this needs root, or sudo: $*" >&2
		return 1
	fi
}

is_installed() {
	[ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# need PACKAGE...: installs those that are missing; asks for root only then.
need() {
	missing=
	for package; do
		is_installed "$package" || missing="$missing $package"
	done
	[ -n "$missing" ] || return 0
	if ! command -v apt-get >/dev/null; then
		echo "no apt-get here: install what these are called on your system:$missing" >&2
		return 1
	fi
	echo "installing$missing"
	# noninteractive: tshark's package would ask who may capture; nobody more than before
	as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq update &&
		# shellcheck disable=SC2086
		as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y \
			--no-install-recommends $missing >/dev/null
}

# need_programs PACKAGE...: the same for packages that would start services; these stay off
# (policy-rc.d is what the packages ask, with systemd or without).
need_programs() {
	policy=/usr/sbin/policy-rc.d
	[ -e "$policy" ] && policy=
	if [ -n "$policy" ]; then
		printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null &&
			as_root chmod 755 "$policy" || return 1
	fi
	need "$@"
	result=$?
	[ -z "$policy" ] || as_root rm -f "$policy"
	return "$result"
}

# The project needs cmake 3.25.  Ubuntu 22.04 has an older one.
need_cmake() {
	version=$(cmake --version | sed -n 's/^cmake version //p')
	oldest=$(printf '3.25\n%s\n' "$version" | sort -V | head -n 1)
	[ "$oldest" != 3.25 ] || return 0
	echo "cmake $version is too old; put 3.25 or later first in PATH and try again" >&2
	return 1
}
