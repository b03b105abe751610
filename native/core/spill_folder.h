// The spill files of one input: records that Fluent Bit refused to the end wait in them for the next start.
//
// Names sort in the order in which files were written, and are never used twice; so nobody overwrites what somebody else
// has not read. Whoever reads a file locks it (flock) until Fluent Bit has taken what is in it. So processes may share a
// folder, even with inputs of the same name: each file is read by one of them.
//
// On the input's own thread only.
#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <string_view>

#include "batch.h"

namespace flbnode {

class SpillFolder {
 public:
  // Touches nothing yet.
  SpillFolder(std::string path, std::string_view plugin, std::string_view instance);
  // Unlocks what is not read: the next start reads it.
  ~SpillFolder();
  SpillFolder(const SpillFolder&) = delete;
  SpillFolder& operator=(const SpillFolder&) = delete;

  // Why no file can be made in the folder; empty when one can.
  std::string Check() const;

  // One file that was damaged, or could not be read.
  struct Damage {
    std::string file;
    std::string kept_as;  // its name from the moment when Fluent Bit has taken what could be read
    size_t at = 0;        // byte
    size_t records = 0;   // that could be read
  };
  struct Loaded {
    std::deque<Batch> batches;
    size_t records = 0;
    std::deque<Damage> damaged;
  };
  // Everything that waits and that no other instance reads now, the oldest first. Once.
  Loaded Load();

  // Fluent Bit has taken the oldest of the loaded batches that were left; does nothing when none was left. With a
  // file's last one, the file is removed.
  void Taken();

  struct Saved {
    size_t records = 0;     // that wait in the folder now, those of older files among them
    size_t lost = 0;        // that could not be written
    std::string file;       // that could not be written
    std::string error = {};  // and why
  };
  // The end. `left` is what Fluent Bit has not taken: the loaded batches that are left, and behind them others. Once;
  // neither Load nor Taken afterwards.
  Saved Save(std::deque<Batch> left);

 private:
  // A file that this instance reads.
  struct Claim {
    std::string file;
    int fd;
    size_t batches;  // in it
    size_t left;     // of them
    bool damaged;
  };

  void Release(const Claim& claim);
  void Unlock();
  // All of it or nothing, under a new name or in place of an old file. Empty, or why it failed.
  std::string Write(const std::string& file, const std::deque<Batch>& batches) const;
  std::string PathOf(const std::string& file) const { return path_ + "/" + file; }

  const std::string path_;
  const std::string name_;
  std::deque<Claim> claims_;
};

}  // namespace flbnode
