/*
 * The first part of a Lanyard AppImage: unpacks the squashfs that follows this ELF file into a private folder, once
 * for each version, and starts AppRun from there. Needs no FUSE and no library on the target.
 *   --appimage-offset   where the squashfs begins
 *   --appimage-extract  unpacks into ./squashfs-root and ends
 */
#define _GNU_SOURCE
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <squashfuse/squashfuse.h>
#include <squashfuse/util.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { COPY_BYTES = 1 << 20, FAILED = 127 };

static void die(const char *what) {
  fprintf(stderr, "AppImage: %s: %s\n", what, strerror(errno));
  exit(FAILED);
}

static void die_of(int error, const char *what) {
  errno = error;
  die(what);
}

/* snprintf into a path; a cut path would be another file */
#define MAKE_PATH(buffer, ...) \
  do { \
    if (snprintf(buffer, sizeof buffer, __VA_ARGS__) >= (int)sizeof buffer) die_of(ENAMETOOLONG, "path"); \
  } while (0)

static off_t payload_offset(int fd) {
  Elf64_Ehdr header;
  if (pread(fd, &header, sizeof header, 0) != (ssize_t)sizeof header) die("read own file");
  return (off_t)header.e_shoff + (off_t)header.e_shentsize * header.e_shnum;
}

static void make_folders(const char *path) {
  char part[PATH_MAX];
  MAKE_PATH(part, "%s", path);
  for (char *at = part + 1;; at++) {
    if (*at != '/' && *at != 0) continue;
    char kept = *at;
    *at = 0;
    if (mkdir(part, 0700) && errno != EEXIST) die(part);
    if (kept == 0) return;
    *at = kept;
  }
}

static int write_all(int fd, const char *bytes, size_t left) {
  while (left > 0) {
    ssize_t written = write(fd, bytes, left);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return -1;
    bytes += written;
    left -= (size_t)written;
  }
  return 0;
}

static void unpack_file(sqfs *fs, sqfs_inode *inode, const char *path, char *buffer) {
  mode_t mode = inode->base.mode & 0755;
  int fd = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, mode);
  if (fd < 0) die(path);
  sqfs_off_t size = (sqfs_off_t)inode->xtra.reg.file_size;
  for (sqfs_off_t at = 0; at < size;) {
    sqfs_off_t count = COPY_BYTES;
    if (sqfs_read_range(fs, inode, at, &count, buffer) != SQFS_OK || count <= 0) die_of(EIO, path);
    if (write_all(fd, buffer, (size_t)count)) die(path);
    at += count;
  }
  if (fchmod(fd, mode) || close(fd)) die(path);
}

static void unpack_link(sqfs *fs, sqfs_inode *inode, const char *path) {
  char target[PATH_MAX];
  size_t size = sizeof target;
  if (sqfs_readlink(fs, inode, target, &size) != SQFS_OK) die_of(EIO, path);
  if (symlink(target, path)) die(path);
}

/* anything else than files, folders and links is left out: mksquashfs was given nothing else */
static void unpack_entry(sqfs *fs, sqfs_traverse *entry, const char *path, char *buffer) {
  sqfs_inode inode;
  if (sqfs_inode_get(fs, &inode, sqfs_dentry_inode(&entry->entry)) != SQFS_OK) die_of(EIO, path);
  if (S_ISDIR(inode.base.mode)) {
    if (mkdir(path, 0755)) die(path);
  } else if (S_ISLNK(inode.base.mode)) {
    unpack_link(fs, &inode, path);
  } else if (S_ISREG(inode.base.mode)) {
    unpack_file(fs, &inode, path, buffer);
  }
}

static void unpack(const char *image, off_t offset, const char *folder) {
  sqfs fs;
  sqfs_traverse entry;
  sqfs_err error = SQFS_OK;
  char path[PATH_MAX];
  if (sqfs_open_image(&fs, image, (size_t)offset) != SQFS_OK) die_of(EIO, "open payload");
  if (sqfs_traverse_open(&entry, &fs, sqfs_inode_root(&fs)) != SQFS_OK) die_of(EIO, "read payload");
  char *buffer = malloc(COPY_BYTES);
  if (buffer == NULL) die("memory");
  while (sqfs_traverse_next(&entry, &error)) {
    if (entry.dir_end) continue;
    MAKE_PATH(path, "%s/%s", folder, entry.path);
    unpack_entry(&fs, &entry, path, buffer);
  }
  if (error != SQFS_OK) die_of(EIO, "read payload");
  free(buffer);
}

/* the folder of this very file: another version, or the same one copied elsewhere, has another */
static void name_folder(char *folder, size_t size, const struct stat *image) {
  const char *cache = getenv("XDG_CACHE_HOME");
  const char *home = getenv("HOME");
  int has_cache = cache != NULL && *cache == '/';
  if (!has_cache && (home == NULL || *home != '/')) die_of(ENOENT, "HOME");
  int length = snprintf(folder, size, "%s%s/lanyard-appimage/%llx-%llx-%llx", has_cache ? cache : home,
                        has_cache ? "" : "/.cache", (unsigned long long)image->st_ino,
                        (unsigned long long)image->st_size, (unsigned long long)image->st_mtime);
  if (length >= (int)size) die_of(ENAMETOOLONG, "path");
}

/* several may start at once: one unpacks, the others wait; what is half unpacked never bears the final name */
static void ensure_unpacked(const char *image, off_t offset, const char *folder) {
  char parent[PATH_MAX], lock[PATH_MAX], app[PATH_MAX], work[PATH_MAX];
  MAKE_PATH(parent, "%s", folder);
  *strrchr(parent, '/') = 0;
  make_folders(parent);
  MAKE_PATH(lock, "%s/.lock", parent);
  int fd = open(lock, O_CREAT | O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0 || flock(fd, LOCK_EX)) die(lock);
  MAKE_PATH(app, "%s/AppRun", folder);
  if (access(app, X_OK)) {
    MAKE_PATH(work, "%s.new-%d", folder, getpid());
    make_folders(work);
    unpack(image, offset, work);
    if (rename(work, folder)) die(folder);
  }
  close(fd);
}

int main(int argc, char **argv) {
  char image[PATH_MAX], folder[PATH_MAX], app[PATH_MAX];
  ssize_t length = readlink("/proc/self/exe", image, sizeof image - 1);
  if (length < 0) die("/proc/self/exe");
  image[length] = 0;
  int fd = open(image, O_RDONLY | O_CLOEXEC);
  if (fd < 0) die(image);
  off_t offset = payload_offset(fd);
  struct stat facts;
  if (fstat(fd, &facts)) die(image);
  close(fd);

  if (argc > 1 && strcmp(argv[1], "--appimage-offset") == 0) {
    printf("%lld\n", (long long)offset);
    return 0;
  }
  if (argc > 1 && strcmp(argv[1], "--appimage-extract") == 0) {
    if (mkdir("squashfs-root", 0755)) die("squashfs-root");
    unpack(image, offset, "squashfs-root");
    puts("squashfs-root");
    return 0;
  }

  name_folder(folder, sizeof folder, &facts);
  ensure_unpacked(image, offset, folder);
  setenv("APPIMAGE", image, 1);
  setenv("APPDIR", folder, 1);
  setenv("ARGV0", argv[0], 1);
  MAKE_PATH(app, "%s/AppRun", folder);
  argv[0] = app;
  execv(app, argv);
  die(app);
}
