// A few of the counters that Fluent Bit itself keeps for each input and output. Pipeline thread.
#pragma once

#include <cstddef>

#include "pipeline/instance.h"

namespace host {

// Creates the counters of the instance's kind at 0, before its Init.
void create_core_metrics(Instance& instance);

// Adds to fluentbit_KIND_NAME{name="label"}, for instance ("records_total").
void count(Instance& instance, const char* name, std::size_t amount);

}  // namespace host
