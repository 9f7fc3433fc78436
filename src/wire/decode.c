/* SPDX-License-Identifier: BSD-3-Clause */
#include <tcpblame/tcpblame.h>
