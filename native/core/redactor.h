// Takes the values of secret settings out of whatever an instance prints.
#pragma once

#include <mutex>
#include <string>
#include <vector>

namespace flbnode {

class Redactor {
 public:
  // Any thread. Adds values; those that are known already, and empty ones, change nothing.
  void Add(const std::vector<std::string>& values);

  // Any thread. `text` with "[secret]" in place of each value. A value of fewer than 4 bytes is replaced only where it
  // stands as a word: elsewhere it would tear other words apart, and be known by what is missing.
  std::string Redact(const std::string& text) const;

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> values_;
};

}  // namespace flbnode
