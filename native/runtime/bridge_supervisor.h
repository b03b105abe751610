// What src/runtime/supervisor.ts calls.
#pragma once

#include <napi.h>

namespace flbnode {

void InitSupervisorBridge(Napi::Env env, Napi::Object exports);

}  // namespace flbnode
