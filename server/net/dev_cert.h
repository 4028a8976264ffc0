// SPDX-License-Identifier: Apache-2.0
/*
 * A certificate that signs itself, for a trial on a LAN: browsers warn of it, and take it when they
 * are told to. docs/operating.md shows the way without a warning.
 *
 * Thread: any. Writes two files.
 */
#ifndef NET_DEV_CERT_H
#define NET_DEV_CERT_H

#include "base/units.h"

/* Makes both files unless the certificate is there already, the key for its owner alone (mode
 * 0600): valid for 90 days, for `address`, or for all addresses of this machine when that is a
 * wildcard, and for its host name and localhost. 0 or negative errno, said in the log: -EEXIST when
 * only the key is there, which is never replaced. */
MUST_USE int dev_cert_make(const char *cert_path, const char *key_path, const char *address);

#endif
