#include "metrics/cmt.h"

#include <cstdlib>
#include <cstring>

#include "exports/export.h"
#include "log.h"

namespace host {
namespace {

// namespace_subsystem_name, where an empty part leaves no underscore behind.
std::string full_name(const std::string& ns, const std::string& subsystem, const char* name) {
  std::string out = ns;
  if (!ns.empty()) out += '_';
  out += subsystem;
  if (!subsystem.empty() && out.back() != '_') out += '_';
  return out + name;
}

Labels read_labels(int count, char** values) {
  Labels labels;
  for (int i = 0; i < count; ++i) {
    labels.push_back(values[i] != nullptr ? std::optional<std::string>(values[i]) : std::nullopt);
  }
  return labels;
}

}  // namespace

Sample* Metric::sample(int count, char** values) {
  if (count > 0 && static_cast<std::size_t>(count) != keys.size()) {
    // The real histograms and summaries do not know their context, which their error message needs.
    if (kind == kHistogram || kind == kSummary) crash_like_fluent_bit("is given the wrong number of labels");
    return nullptr;
  }
  Sample* found;
  if (count <= 0) {
    if (!unlabelled) unlabelled.emplace();
    found = &*unlabelled;
  } else {
    found = &samples[read_labels(count, values)];
  }
  if (kind == kHistogram && found->buckets.empty()) found->buckets.resize(bounds.size() + 1);
  return found;
}

void Metric::crash_like_fluent_bit(const char* why) const {
  log_error("[host] metric '%s' %s: Fluent Bit crashes here", name.c_str(), why);
  std::abort();
}

const Sample* Metric::find(int count, char** values) const {
  if (count <= 0) return unlabelled ? &*unlabelled : nullptr;
  const auto found = samples.find(read_labels(count, values));
  return found != samples.end() ? &found->second : nullptr;
}

Metric* create_metric(cmt* context, Metric::Kind kind, const char* ns, const char* subsystem, const char* name,
                      const char* help, int count, char** keys) {
  if (context == nullptr || ns == nullptr || subsystem == nullptr) return nullptr;
  if (name == nullptr || *name == '\0' || help == nullptr || *help == '\0') return nullptr;
  auto metric = std::make_unique<Metric>();
  metric->kind = kind;
  metric->mutex = &context->mutex;
  metric->name = full_name(ns, subsystem, name);
  metric->help = help;
  for (int i = 0; i < count; ++i) metric->keys.emplace_back(keys[i]);
  if (count == 0) metric->unlabelled.emplace();  // shown from the start, as 0
  std::lock_guard<std::mutex> lock(context->mutex);
  context->metrics.push_back(std::move(metric));
  return context->metrics.back().get();
}

}  // namespace host

HOST_EXPORT cmt* cmt_create() { return new cmt; }

HOST_EXPORT char* cmt_encode_prometheus_create(cmt* context, int) {
  host::Exposition exposition;
  exposition.add(context);
  return strdup(exposition.text().c_str());
}

HOST_EXPORT void cmt_encode_prometheus_destroy(char* text) { free(text); }

HOST_EXPORT void cmt_destroy(cmt* context) { delete context; }
