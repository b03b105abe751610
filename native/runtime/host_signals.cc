#include "host_signals.h"

#include "host_api.h"

namespace flbnode {

namespace {

// FLB_INPUT_TRACES, in all versions.
constexpr int kInputTraces = 2;

}  // namespace

Appended AppendMetrics(void* input, Batch& batch) {
  const HostApi& host = HostApi::Get();
  void* cmt = nullptr;
  size_t offset = 0;
  // Not what it left in `cmt`: on an error the decoder has freed it.
  if (host.cmt_decode(&cmt, batch.data.data(), batch.data.size(), &offset) != 0 || cmt == nullptr) {
    return Appended::kUndecodable;
  }
  const int result = host.input_metrics_append(input, nullptr, 0, cmt);
  host.cmt_decode_destroy(cmt);
  return result == 0 ? Appended::kTaken : Appended::kRefused;
}

Appended AppendTraces(void* input, Batch& batch, bool takes_over) {
  const HostApi& host = HostApi::Get();
  void* ctr = nullptr;
  size_t offset = 0;
  if (host.ctr_decode(&ctr, batch.data.data(), batch.data.size(), &offset) != 0 || ctr == nullptr) {
    return Appended::kUndecodable;
  }
  if (takes_over) {
    if (host.input_trace_append(input, nullptr, 0, ctr) == 0) return Appended::kTaken;
    host.ctr_decode_destroy(ctr);
    return Appended::kRefused;
  }
  // No version says for sure when the ownership changed, and a second destroy ends the process. So here the bytes go
  // instead of the structure, which has shown that they are good: what is lost are processors of the input's section.
  host.ctr_decode_destroy(ctr);
  const int result =
      host.input_chunk_append_raw(input, kInputTraces, 0, nullptr, 0, batch.data.data(), batch.data.size());
  return result == 0 ? Appended::kTaken : Appended::kRefused;
}

}  // namespace flbnode
