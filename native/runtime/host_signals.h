// Metrics and traces to Fluent Bit's engine, through the host's own cmetrics and ctraces.
#pragma once

#include "core/batch.h"

namespace flbnode {

// What became of a batch. Refused: the same batch may be taken later. Undecodable: it never will.
enum class Appended { kTaken, kRefused, kUndecodable };

// One frame, on the input's own thread; the host has the functions (HostApi::has_..._append).
Appended AppendMetrics(void* input, Batch& batch);

// `takes_over`: flb_input_trace_append destroys what it took (Fluent Bit 4), or leaves it to its caller (3.2 and before).
Appended AppendTraces(void* input, Batch& batch, bool takes_over);

}  // namespace flbnode
