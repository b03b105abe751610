#include "pipeline/filter.h"

#include <cstdlib>
#include <cstring>

#include "msgpack/events.h"
#include "pipeline/output.h"

namespace host {

Filter::Filter(int id, const NativeFilter* native)
    : Instance("filter", native->name(), id), native_(*native), handle_(sizeof(Handle)) {
  handle()->filter = this;
}

bool Filter::set(const std::string& key, const std::string& value) {
  bool known;
  if (!set_common(key, value, &known)) return false;
  if (known) return true;
  if (same_key(key, "match")) {
    match_ = value;
  } else if (same_key(key, "match_regex")) {
    log_error("[config] 'match_regex' is not supported by flb-node-host");
    return false;
  } else if (!same_key(key, "log_suppress_interval")) {
    add_property(key, value, false);
  }
  return true;
}

bool Filter::init(void* config) {
  if (match_.empty()) {
    log_warn("[filter] NO match rule for %s filter instance, unloading.", name().c_str());
    return false;
  }
  flb::FilterInstanceHead& head = handle()->head;
  head.event_type = native_.plugin().event_type;
  head.id = id();
  head.log_level = log_level();
  std::strncpy(head.name, name().c_str(), sizeof head.name - 1);
  if (native_.plugin().cb_init(handle_.get(), config, nullptr) == 0) return true;
  log_error("Failed initialize filter %s", name().c_str());
  return false;
}

void Filter::exit(void* config) {
  if (handle()->context != nullptr) native_.plugin().cb_exit(handle()->context, config);
  handle()->context = nullptr;
}

void Filter::apply(RawChunk* chunk, Input* input, void* config) {
  if (!tag_matches(chunk->tag, match_)) return;
  // What the filter may look at until it returns, and no longer.
  std::string data = chunk->data;
  std::string tag = chunk->tag;
  void* out = nullptr;
  std::size_t out_size = 0;
  const int result = native_.plugin().cb_filter(data.data(), data.size(), tag.c_str(), static_cast<int>(tag.size()),
                                                &out, &out_size, handle_.get(), input, handle()->context, config);
  std::memset(data.data(), 0xdd, data.size());
  std::memset(tag.data(), 0xdd, tag.size());
  if (result != flb::kModified) {
    if (result != flb::kNoTouch) log(flb::kLogError, "[host] cb_filter returned %i", result);
    if (out != nullptr) log(flb::kLogError, "[host] untouched, with an *out that nobody frees");
    return;
  }
  if (out_size > 0) chunk->data.assign(static_cast<const char*>(out), out_size);
  else chunk->data.clear();
  std::free(out);
  bool whole;
  chunk->records = count_records(chunk->data.data(), chunk->data.size(), &whole);
  if (!whole) log(flb::kLogError, "[host] the %zu bytes of the filter are not whole log events", out_size);
}

}  // namespace host
