#include "spill_folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <iterator>
#include <system_error>
#include <vector>

#include "spill_file.h"

namespace flbnode {

namespace {

constexpr std::string_view kSuffix = ".spill";

std::string Reason() { return std::generic_category().message(errno); }

// Names of one instance in the order of time: 20 digits of nanoseconds. The process and a number tell apart those that
// were made at the same time.
std::string NewFile(const std::string& name) {
  static std::atomic<unsigned> last{0};
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  char rest[64];
  snprintf(rest, sizeof(rest), ".%020lld.%ld.%u", static_cast<long long>(std::chrono::nanoseconds(now).count()),
           static_cast<long>(getpid()), ++last);
  return name + rest + std::string(kSuffix);
}

bool WriteAll(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(fd, bytes.data(), bytes.size());
    if (written == -1 && errno == EINTR) continue;
    if (written == -1) return false;
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return true;
}

bool ReadAll(int fd, std::string* bytes) {
  char buffer[65536];
  for (;;) {
    const ssize_t got = read(fd, buffer, sizeof(buffer));
    if (got == -1 && errno == EINTR) continue;
    if (got <= 0) return got == 0;
    bytes->append(buffer, static_cast<size_t>(got));
  }
}

// The descriptor of a file that is ours alone until it is closed; -1 when another instance reads it, or has read it.
int Lock(const std::string& path) {
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd == -1) return -1;
  struct stat info;
  // No name any more: whoever had the lock removed the file between our opening and our locking.
  if (flock(fd, LOCK_EX | LOCK_NB) == 0 && fstat(fd, &info) == 0 && info.st_nlink > 0) return fd;
  close(fd);
  return -1;
}

// The first `count` batches, which leave `batches`.
std::deque<Batch> Split(std::deque<Batch>* batches, size_t count) {
  const auto end = batches->begin() + static_cast<ptrdiff_t>(std::min(count, batches->size()));
  std::deque<Batch> first(std::make_move_iterator(batches->begin()), std::make_move_iterator(end));
  batches->erase(batches->begin(), end);
  return first;
}

}  // namespace

SpillFolder::SpillFolder(std::string path, std::string_view plugin, std::string_view instance)
    : path_(std::move(path)), name_(SpillName(plugin, instance)) {}

SpillFolder::~SpillFolder() { Unlock(); }

void SpillFolder::Unlock() {
  for (const Claim& claim : claims_) close(claim.fd);
  claims_.clear();
}

std::string SpillFolder::Check() const {
  // Made, not asked for: permissions, a read-only file system and a file in the folder's place all show.
  const std::string probe = PathOf(NewFile(name_) + ".probe");
  const int fd = open(probe.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd == -1) return Reason();
  close(fd);
  unlink(probe.c_str());
  return {};
}

SpillFolder::Loaded SpillFolder::Load() {
  const std::string prefix = name_ + ".";
  std::vector<std::string> files;
  std::error_code error;
  for (std::filesystem::directory_iterator entry(path_, error), end; !error && entry != end; entry.increment(error)) {
    const std::string file = entry->path().filename().string();
    const bool is_whole = file.size() > kSuffix.size() && file.substr(file.size() - kSuffix.size()) == kSuffix;
    if (file.compare(0, prefix.size(), prefix) == 0 && is_whole) files.push_back(file);
  }
  std::sort(files.begin(), files.end());

  Loaded loaded;
  for (const std::string& file : files) {
    const int fd = Lock(PathOf(file));
    if (fd == -1) continue;
    std::string bytes;
    const bool readable = ReadAll(fd, &bytes);
    Spilled spilled = ParseSpill(bytes);
    const bool damaged = !readable || !spilled.whole;
    const size_t count = spilled.batches.size();
    claims_.push_back({file, fd, count, count, damaged});
    if (damaged) loaded.damaged.push_back({file, file + ".damaged", spilled.read, spilled.records});
    loaded.records += spilled.records;
    std::move(spilled.batches.begin(), spilled.batches.end(), std::back_inserter(loaded.batches));
    if (count == 0) {
      Release(claims_.back());
      claims_.pop_back();
    }
  }
  return loaded;
}

void SpillFolder::Taken() {
  if (claims_.empty() || --claims_.front().left > 0) return;
  Release(claims_.front());
  claims_.pop_front();
}

// Only now: a process that ends before it leaves the file, and its records come twice rather than never.
void SpillFolder::Release(const Claim& claim) {
  const std::string path = PathOf(claim.file);
  if (claim.damaged) {
    rename(path.c_str(), (path + ".damaged").c_str());
  } else {
    unlink(path.c_str());
  }
  close(claim.fd);
}

SpillFolder::Saved SpillFolder::Save(std::deque<Batch> left) {
  Saved saved;
  saved.records = RecordsOf(left);
  // Files that nothing was taken of stay as they are. Of the oldest a part may have been taken: what is left replaces
  // it. When that fails, or when it is damaged and has to be kept, that part comes twice.
  for (const Claim& claim : claims_) {
    const std::deque<Batch> rest = Split(&left, claim.left);
    if (claim.left < claim.batches && !claim.damaged) Write(claim.file, rest);
  }
  // A hot reload starts the next instance while the memory of this one may still be in use.
  Unlock();
  if (left.empty()) return saved;
  saved.file = PathOf(NewFile(name_));
  saved.error = Write(saved.file.substr(path_.size() + 1), left);
  if (!saved.error.empty()) saved.lost = RecordsOf(left);
  saved.records -= saved.lost;
  return saved;
}

std::string SpillFolder::Write(const std::string& file, const std::deque<Batch>& batches) const {
  const std::string path = PathOf(file);
  const std::string unfinished = path + ".tmp";
  const int fd = open(unfinished.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (fd == -1) return Reason();
  const bool written = WriteAll(fd, EncodeSpill(batches)) && fsync(fd) == 0;
  std::string error = written ? "" : Reason();
  // Some file systems say at the end only that there was no room.
  if (close(fd) != 0 && error.empty()) error = Reason();
  if (error.empty() && rename(unfinished.c_str(), path.c_str()) != 0) error = Reason();
  if (!error.empty()) {
    unlink(unfinished.c_str());
    return error;
  }
  // The name has to survive a power cut as well. Where folders cannot be synchronised, nothing more can be done.
  const int folder = open(path_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder != -1) {
    fsync(folder);
    close(folder);
  }
  return {};
}

}  // namespace flbnode
