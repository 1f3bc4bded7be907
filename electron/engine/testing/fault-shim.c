// A disk that fails on demand: loaded into a process by LD_PRELOAD, it makes calls of libc fail as the file that
// LANYARD_DISK_FAULTS names says at that moment. One fault a line, at most 32 (see disk-faults.ts):
//
//   <call> <errno> <offset> <text>
//
// The call fails when its path has <text> in it and, where it has an offset, when it reaches beyond <offset>. `statfs`
// does not fail: it tells <errno> as the type of the file system. `hang` keeps opening, reading, writing and linking
// waiting as long as it stands there. `slow` makes writes take <errno> microseconds more.
// `clock` sets the clock <offset> seconds ahead, whatever its other words are. Linux, 64 bits.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

#define REAL(result, name, ...)                              \
  static result (*real)(__VA_ARGS__);                        \
  if (!real) *(void **)(&real) = dlsym(RTLD_NEXT, name)

// Not through ourselves: these are libc's own, found once.
static ssize_t read_plainly(int fd, void *buffer, size_t size) {
  REAL(ssize_t, "read", int, void *, size_t);
  return real(fd, buffer, size);
}

// What <call> is to answer for <path>, NULL for any; 0: do as always. `clock`: the offset itself.
static long fault_of(const char *call, const char *path, long long end) {
  const char *control = getenv("LANYARD_DISK_FAULTS");
  char text[4096];
  int fd = control && *path ? open(control, O_RDONLY | O_CLOEXEC) : -1;
  if (fd < 0) return 0;
  ssize_t size = read_plainly(fd, text, sizeof text - 1);
  close(fd);
  text[size > 0 ? size : 0] = 0;
  char *rest = text;
  for (char *line; (line = strtok_r(rest, "\n", &rest));) {
    char name[16], part[256];
    long answer;
    long long offset;
    if (sscanf(line, "%15s %ld %lld %255s", name, &answer, &offset, part) != 4) continue;
    if (strcmp(name, call) != 0) continue;
    if (strcmp(name, "clock") == 0) return (long)offset;
    if (end > offset && (!path || strstr(path, part))) return answer;
  }
  return 0;
}

static void path_of_fd(int fd, char *path) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t size = readlink(link, path, PATH_MAX - 1);
  path[size > 0 ? size : 0] = 0;
}

static int has_fault_at(const char *call, int fd, long long end) {
  char path[PATH_MAX];
  int saved = errno;
  path_of_fd(fd, path);
  long fault = fault_of(call, path, end);
  errno = fault ? (int)fault : saved;
  return fault != 0;
}

// `/proc/self/fd/7/name` is known by where the handle leads
static void resolve(const char *given, char *path) {
  int fd = 0, used = 0;
  char base[PATH_MAX];
  snprintf(path, PATH_MAX, "%s", given);
  if (sscanf(given, "/proc/self/fd/%d%n", &fd, &used) != 1) return;
  path_of_fd(fd, base);
  snprintf(path, PATH_MAX, "%.2000s%.2000s", base, given + used);
}

static int has_fault_of_path(const char *call, const char *given) {
  char path[PATH_MAX];
  int saved = errno;
  resolve(given, path);
  long fault = fault_of(call, path, LLONG_MAX);
  errno = fault ? (int)fault : saved;
  return fault != 0;
}

// a share whose server is gone
static void hang_if_told(const char *given) {
  char path[PATH_MAX];
  int saved = errno;
  resolve(given, path);
  while (fault_of("hang", path, LLONG_MAX)) usleep(20000);
  errno = saved;
}

static int has_write_fault(int fd, long long end) {
  char path[PATH_MAX];
  int saved = errno;
  path_of_fd(fd, path);
  hang_if_told(path);
  long micros = fault_of("slow", path, end);
  errno = saved;
  if (micros > 0) usleep((useconds_t)micros);
  return has_fault_at("write", fd, end);
}

static void hang_if_told_of(int fd) {
  char path[PATH_MAX];
  int saved = errno;
  path_of_fd(fd, path);
  errno = saved;
  hang_if_told(path);
}

static long long size_of(const struct iovec *buffers, int count) {
  long long size = 0;
  for (int i = 0; i < count; i++) size += (long long)buffers[i].iov_len;
  return size;
}

// O_APPEND: where the file ends
static long long end_of(int fd, long long size) {
  struct stat stats;
  return fstat(fd, &stats) == 0 && S_ISREG(stats.st_mode) ? stats.st_size + size : 0;
}

ssize_t write(int fd, const void *buffer, size_t size) {
  REAL(ssize_t, "write", int, const void *, size_t);
  long long end = end_of(fd, (long long)size);
  return end > 0 && has_write_fault(fd, end) ? -1 : real(fd, buffer, size);
}

ssize_t pwrite64(int fd, const void *buffer, size_t size, off64_t offset) {
  REAL(ssize_t, "pwrite64", int, const void *, size_t, off64_t);
  return has_write_fault(fd, offset + (long long)size) ? -1 : real(fd, buffer, size, offset);
}

ssize_t pwritev64(int fd, const struct iovec *buffers, int count, off64_t offset) {
  REAL(ssize_t, "pwritev64", int, const struct iovec *, int, off64_t);
  return has_write_fault(fd, offset + size_of(buffers, count)) ? -1 : real(fd, buffers, count, offset);
}

ssize_t pread64(int fd, void *buffer, size_t size, off64_t offset) {
  REAL(ssize_t, "pread64", int, void *, size_t, off64_t);
  hang_if_told_of(fd);
  return has_fault_at("read", fd, offset + (long long)size) ? -1 : real(fd, buffer, size, offset);
}

int fsync(int fd) {
  REAL(int, "fsync", int);
  hang_if_told_of(fd);
  return has_fault_at("sync", fd, LLONG_MAX) ? -1 : real(fd);
}

// of a whole disk: a file that cannot be flushed fails it, wherever that is
int syncfs(int fd) {
  REAL(int, "syncfs", int);
  int result = real(fd);
  long fault = fault_of("sync", NULL, LLONG_MAX);
  if (fault) errno = (int)fault;
  return fault ? -1 : result;
}

int fdatasync(int fd) {
  REAL(int, "fdatasync", int);
  hang_if_told_of(fd);
  return has_fault_at("sync", fd, LLONG_MAX) ? -1 : real(fd);
}

int ftruncate64(int fd, off64_t size) {
  REAL(int, "ftruncate64", int, off64_t);
  return has_fault_at("truncate", fd, size) ? -1 : real(fd, size);
}

int link(const char *from, const char *to) {
  REAL(int, "link", const char *, const char *);
  hang_if_told(to);
  return has_fault_of_path("link", to) ? -1 : real(from, to);
}

int rename(const char *from, const char *to) {
  REAL(int, "rename", const char *, const char *);
  return has_fault_of_path("rename", to) ? -1 : real(from, to);
}

int open64(const char *path, int flags, ...) {
  REAL(int, "open64", const char *, int, mode_t);
  mode_t mode = 0;
  if (flags & O_CREAT) {
    __builtin_va_list rest;
    __builtin_va_start(rest, flags);
    mode = __builtin_va_arg(rest, mode_t);
    __builtin_va_end(rest);
  }
  hang_if_told(path);
  return flags & O_CREAT && has_fault_of_path("create", path) ? -1 : real(path, flags, mode);
}

int statfs64(const char *path, struct statfs64 *buffer) {
  REAL(int, "statfs64", const char *, struct statfs64 *);
  int result = real(path, buffer);
  if (result == 0 && has_fault_of_path("statfs", path)) buffer->f_type = errno;
  return result;
}

static long clock_offset(void) {
  int saved = errno;
  long offset = fault_of("clock", "-", 0);
  errno = saved;
  return offset;
}

int clock_gettime(clockid_t id, struct timespec *now) {
  REAL(int, "clock_gettime", clockid_t, struct timespec *);
  int result = real(id, now);
  if (result == 0 && id == CLOCK_REALTIME) now->tv_sec += clock_offset();
  return result;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
  REAL(int, "gettimeofday", struct timeval *, void *);
  int result = real(now, zone);
  if (result == 0) now->tv_sec += clock_offset();
  return result;
}

time_t time(time_t *now) {
  struct timespec precise;
  clock_gettime(CLOCK_REALTIME, &precise);
  if (now) *now = precise.tv_sec;
  return precise.tv_sec;
}
