// What was appended and waits for the next flush: one open chunk for each input and tag. Pipeline thread.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "pipeline/ring.h"

namespace host {

class Input;

class Chunks {
 public:
  struct Chunk {
    Input* input = nullptr;
    std::string tag;
    std::string data;
    std::size_t records = 0;
  };

  void add(Input* input, RawChunk raw);  // raw.tag is set
  std::vector<Chunk> take();             // all, in the order in which they were opened
  bool empty() const { return chunks_.empty(); }
  std::size_t size() const { return chunks_.size(); }

 private:
  static constexpr std::size_t kMaxSize = 2'048'000;  // a chunk takes no more once it has so many bytes

  std::vector<Chunk> chunks_;
  std::map<std::pair<Input*, std::string>, std::size_t> open_;  // index into chunks_
};

}  // namespace host
