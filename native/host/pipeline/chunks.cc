#include "pipeline/chunks.h"

namespace host {

void Chunks::add(Input* input, RawChunk raw) {
  const auto key = std::make_pair(input, raw.tag);
  const auto found = open_.find(key);
  if (found == open_.end() || chunks_[found->second].data.size() >= kMaxSize) {
    open_[key] = chunks_.size();
    chunks_.push_back({input, std::move(raw.tag), std::move(raw.data), raw.records});
    return;
  }
  Chunk& chunk = chunks_[found->second];
  chunk.data += raw.data;
  chunk.records += raw.records;
}

std::vector<Chunks::Chunk> Chunks::take() {
  open_.clear();
  return std::exchange(chunks_, {});
}

}  // namespace host
