// SPDX-License-Identifier: Apache-2.0
/* Sound files in the place of devices. */
#include "file_io.h"

#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>
#include <sndfile.h>

#define assert_near(a, b, within) assert_true(fabs((double)(a) - (double)(b)) <= (within))

static char folder[] = "/tmp/tumen-file-io-XXXXXX";
static char path[128];

static const char *in_folder(const char *name)
{
	snprintf(path, sizeof path, "%s/%s", folder, name);
	return path;
}

/* Frames 0, 1, 2 ... in units of 1/1000, left plus and right minus a third. */
static void make(const char *name, int format, int rate_hz, int channels, int frames)
{
	SF_INFO info = { .samplerate = rate_hz, .channels = channels, .format = format };
	SNDFILE *f = sf_open(in_folder(name), SFM_WRITE, &info);
	assert_non_null(f);
	for (int i = 0; i < frames; i++) {
		float frame[2] = { (float)i / 1000.0f, (float)i / 1000.0f };
		if (channels == 2) {
			frame[0] += 0.3f;
			frame[1] -= 0.3f;
		}
		assert_int_equal(sf_writef_float(f, frame, 1), 1);
	}
	sf_close(f);
}

static void names_are_told_from_devices(void **state)
{
	(void)state;
	assert_true(file_is_meant("talk.wav"));
	assert_true(file_is_meant("no/such/TALK.FLAC"));
	assert_false(file_is_meant(".wav"));
	assert_false(file_is_meant("3"));
	assert_false(file_is_meant("USB Audio"));
	assert_false(file_is_meant("/tmp"));
	make("noending", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 48000, 1, 10);
	assert_true(file_is_meant(in_folder("noending")));
}

static void wav_and_flac_are_read_as_mono(void **state)
{
	(void)state;
	static const int formats[] = { SF_FORMAT_WAV | SF_FORMAT_PCM_16,
		SF_FORMAT_FLAC | SF_FORMAT_PCM_24, SF_FORMAT_WAV | SF_FORMAT_FLOAT };
	for (int i = 0; i < 3; i++) {
		struct file_in f;
		char trouble[FILE_TROUBLE_BYTES];
		float samples[500];
		make("stereo", formats[i], 44100, 2, 500);
		assert_int_equal(file_in_open(&f, in_folder("stereo"), false, trouble), 0);
		assert_int_equal(f.rate_hz, 44100);
		assert_int_equal(file_in_read(&f, samples, 300), 300);
		for (int k = 0; k < 300; k++)
			assert_near(samples[k], (double)k / 1000, 1e-4);
		assert_int_equal(file_in_read(&f, samples, 300), 200);
		assert_int_equal(file_in_read(&f, samples, 300), 0);
		file_in_close(&f);
	}
}

static void a_loop_joins_end_and_beginning(void **state)
{
	(void)state;
	struct file_in f;
	char trouble[FILE_TROUBLE_BYTES];
	float samples[1000];
	make("short", SF_FORMAT_WAV | SF_FORMAT_FLOAT, 48000, 1, 300);
	assert_int_equal(file_in_open(&f, in_folder("short"), true, trouble), 0);
	assert_int_equal(file_in_read(&f, samples, 1000), 1000);
	for (int k = 0; k < 1000; k++)
		assert_near(samples[k], (double)(k % 300) / 1000, 1e-6);
	file_in_close(&f);
}

static void bad_files_get_one_sentence(void **state)
{
	(void)state;
	struct file_in in;
	struct file_out out;
	char trouble[FILE_TROUBLE_BYTES];
	assert_true(file_in_open(&in, in_folder("missing.wav"), false, trouble) < 0);
	assert_non_null(strstr(trouble, "missing.wav: No such file or directory"));
	FILE *text = fopen(in_folder("text.wav"), "w");
	fputs("this is text", text);
	fclose(text);
	assert_true(file_in_open(&in, in_folder("text.wav"), false, trouble) < 0);
	assert_non_null(strstr(trouble, "no sound file"));
	make("empty.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 48000, 1, 0);
	assert_true(file_in_open(&in, in_folder("empty.wav"), false, trouble) < 0);
	assert_non_null(strstr(trouble, "is empty"));
	assert_true(file_out_open(&out, in_folder("no/such/folder.wav"), trouble) < 0);
	assert_non_null(strstr(trouble, "cannot write"));
}

static void what_is_too_loud_is_cut_not_wrapped(void **state)
{
	(void)state;
	struct file_out out;
	struct file_in in;
	char trouble[FILE_TROUBLE_BYTES];
	float loud[3] = { 1.5f, -1.5f, 0.5f };
	float back[3];
	assert_int_equal(file_out_open(&out, in_folder("loud.wav"), trouble), 0);
	assert_int_equal(file_out_write(&out, loud, 3), 0);
	file_out_close(&out);
	assert_int_equal(file_in_open(&in, in_folder("loud.wav"), false, trouble), 0);
	assert_int_equal(file_in_read(&in, back, 3), 3);
	assert_true(back[0] > 0.99f && back[1] < -0.99f);
	assert_near(back[2], 0.5, 1e-3);
	file_in_close(&in);
}

/* As a full disk does, but for the reason. */
static void a_file_that_may_not_grow_says_why(void **state)
{
	(void)state;
	struct rlimit before;
	struct file_out out;
	char trouble[FILE_TROUBLE_BYTES];
	float samples[480] = { 0 };
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	struct rlimit little = { .rlim_cur = 65536, .rlim_max = before.rlim_max };
	assert_int_equal(file_out_open(&out, in_folder("large.wav"), trouble), 0);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &little), 0);
	int err = 0;
	for (int i = 0; i < 100 && !err; i++)
		err = file_out_write(&out, samples, 480);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	assert_int_equal(err, -EFBIG);
	file_out_close(&out);
}

static void write_and_die(const char *name)
{
	struct file_out out;
	char trouble[FILE_TROUBLE_BYTES];
	float samples[480] = { 0 };
	if (file_out_open(&out, name, trouble))
		_exit(1);
	for (int i = 0; i < 250; i++) /* 2.5 s */
		if (file_out_write(&out, samples, 480))
			_exit(1);
	kill(getpid(), SIGKILL);
}

static void a_killed_program_leaves_a_file_that_plays(void **state)
{
	(void)state;
	int status;
	char name[128];
	snprintf(name, sizeof name, "%s", in_folder("killed.wav"));
	pid_t child = fork();
	if (child == 0)
		write_and_die(name);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));
	struct file_in in;
	char trouble[FILE_TROUBLE_BYTES];
	assert_int_equal(file_in_open(&in, name, false, trouble), 0);
	assert_true(in.seconds >= 2.0);
	file_in_close(&in);
}

static int make_folder(void **state)
{
	(void)state;
	return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
	(void)state;
	static const char *const names[] = { "noending", "stereo", "short", "text.wav", "empty.wav",
		"loud.wav", "killed.wav" };
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		unlink(in_folder(names[i]));
	return rmdir(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_told_from_devices),
		cmocka_unit_test(wav_and_flac_are_read_as_mono),
		cmocka_unit_test(a_loop_joins_end_and_beginning),
		cmocka_unit_test(bad_files_get_one_sentence),
		cmocka_unit_test(what_is_too_loud_is_cut_not_wrapped),
		cmocka_unit_test(a_file_that_may_not_grow_says_why),
		cmocka_unit_test(a_killed_program_leaves_a_file_that_plays),
	};
	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
