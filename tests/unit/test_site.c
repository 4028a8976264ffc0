// SPDX-License-Identifier: Apache-2.0
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "net/site.h"
#include "support/alloc_fail.h"

struct place {
	char dir[64];
	char path[128];
};

static const char *below(struct place *p, const char *name)
{
	snprintf(p->path, sizeof p->path, "%s/%s", p->dir, name);
	return p->path;
}

static void write_file(struct place *p, const char *name, const char *content)
{
	FILE *f = fopen(below(p, name), "wb");
	assert_non_null(f);
	fputs(content, f);
	fclose(f);
}

static int make_site(void **state)
{
	static struct place p;
	snprintf(p.dir, sizeof p.dir, "/tmp/tumen-site-XXXXXX");
	assert_non_null(mkdtemp(p.dir));
	mkdir(below(&p, "web"), 0755);
	mkdir(below(&p, "web/deep"), 0755);
	mkdir(below(&p, "web/.git"), 0755);
	write_file(&p, "secret", "outside");
	write_file(&p, "web/index.html", "index");
	write_file(&p, "web/booth.html", "booth");
	write_file(&p, "web/empty.js", "");
	write_file(&p, "web/app.js", "app");
	write_file(&p, "web/app.js.gz", "packed");
	write_file(&p, "web/lonely.gz", "no sibling");
	write_file(&p, "web/deep/engine.0a1b2c3d.wasm", "wasm");
	write_file(&p, "web/.hidden", "hidden");
	write_file(&p, "web/.git/config", "hidden too");
	assert_int_equal(symlink("../secret", below(&p, "web/link")), 0);
	*state = &p;
	return 0;
}

static int remove_site(void **state)
{
	char command[128];
	snprintf(command, sizeof command, "rm -rf %s", ((struct place *)*state)->dir);
	return system(command);
}

static void finds_what_is_there_and_nothing_else(void **state)
{
	/* clang-format off */
	static const struct { const char *path, *content, *type; } rows[] = {
		{ "/",                            "index", "text/html; charset=utf-8" },
		{ "/index.html",                  "index", "text/html; charset=utf-8" },
		{ "/booth",                       "booth", "text/html; charset=utf-8" },
		{ "/empty.js",                    "",      "text/javascript; charset=utf-8" },
		{ "/app.js",                      "app",   "text/javascript; charset=utf-8" },
		{ "/lonely.gz",                   "no sibling", "application/octet-stream" },
		{ "/deep/engine.0a1b2c3d.wasm",   "wasm",  "application/wasm" },
		{ "/operator",                    NULL, NULL },
		{ "/app.js.gz",                   NULL, NULL },
		{ "/.hidden",                     NULL, NULL },
		{ "/.git/config",                 NULL, NULL },
		{ "/link",                        NULL, NULL },
		{ "/../secret",                   NULL, NULL },
		{ "/deep/../index.html",          NULL, NULL },
		{ "/deep",                        NULL, NULL },
		{ "/deep/",                       NULL, NULL },
		{ "//index.html",                 NULL, NULL },
		{ "",                             NULL, NULL },
		{ "index.html",                   NULL, NULL },
	};
	/* clang-format on */
	struct place *p = *state;
	struct site s;
	assert_int_equal(site_load(&s, below(p, "web/")), 0);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct site_file *f = site_find(&s, rows[i].path);
		if (!!f != !!rows[i].content)
			print_error("%s\n", rows[i].path);
		assert_int_equal(f != NULL, rows[i].content != NULL);
		if (!f)
			continue;
		assert_int_equal(f->plain.count, strlen(rows[i].content));
		assert_memory_equal(f->plain.bytes, rows[i].content, f->plain.count);
		assert_string_equal(f->type, rows[i].type);
	}
	const struct site_file *app = site_find(&s, "/app.js");
	assert_int_equal(app->gzip.count, 6);
	assert_string_not_equal(app->gzip.etag, app->plain.etag);
	assert_null(site_find(&s, "/")->gzip.bytes);
	assert_true(site_find(&s, "/deep/engine.0a1b2c3d.wasm")->is_hashed);
	site_free(&s);
}

static void says_what_is_wrong(void **state)
{
	struct place *p = *state;
	struct site s;
	assert_int_equal(site_load(&s, below(p, "nowhere")), -ENOENT);
	assert_int_equal(site_load(&s, below(p, "secret")), -ENOTDIR);
	assert_null(site_find(&s, "/"));
	site_free(&s);
	site_free(&s);
}

static const char *web; /* what create() loads */

static int create(void *site)
{
	return site_load(site, web);
}

static void destroy(void *site)
{
	site_free(site);
}

static void memory_may_end_anywhere(void **state)
{
	struct site s;
	web = below(*state, "web");
	assert_true(alloc_fail_replay(create, destroy, &s) > 3);
}

static void tells_hashed_names_apart(void **state)
{
	(void)state;
	assert_true(site_is_hashed("/a.0123abcd.js"));
	assert_true(site_is_hashed("/a.0123abcdef0123.min.0123abcd.css"));
	assert_false(site_is_hashed("/a.0123abc.js"));
	assert_false(site_is_hashed("/a.0123abcg.js"));
	assert_false(site_is_hashed("/01234567.js"));
	assert_false(site_is_hashed("/deadbeef"));
	assert_false(site_is_hashed("/a.js"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_what_is_there_and_nothing_else),
		cmocka_unit_test(says_what_is_wrong),
		cmocka_unit_test(memory_may_end_anywhere),
		cmocka_unit_test(tells_hashed_names_apart),
	};
	return cmocka_run_group_tests(tests, make_site, remove_site);
}
