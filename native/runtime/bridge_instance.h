// What a Worker calls: InstanceBinding in src/runtime/binding.ts.
#pragma once

#include <napi.h>

namespace flbnode {

void InitInstanceBridge(Napi::Env env, Napi::Object exports);

}  // namespace flbnode
