// SPDX-License-Identifier: Apache-2.0
#include "base/rt.h"

__attribute__((weak)) void rt_enter(void)
{
}

__attribute__((weak)) void rt_leave(void)
{
}
