// SPDX-License-Identifier: Apache-2.0
/* tumen-qr TEXT: shows it as a QR code on the terminal. */
#include <stdio.h>
#include <string.h>

#include "tools/qr_text.h"

int main(int argc, char **argv)
{
	if (argc != 2) {
		fprintf(stderr, "usage: tumen-qr TEXT\n");
		return 2;
	}
	int err = qr_text_draw(stdout, argv[1]);
	if (err) {
		fprintf(stderr, "tumen-qr: %s\n", strerror(-err));
		return 1;
	}
	return 0;
}
