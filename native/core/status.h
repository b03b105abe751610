// Outcome of a flush, as Fluent Bit counts it.
#pragma once

namespace flbnode {

enum class Status : int { kError = 0, kOk = 1, kRetry = 2 };

}  // namespace flbnode
