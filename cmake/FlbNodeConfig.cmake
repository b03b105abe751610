# find_package(FlbNode PATHS node_modules/fluent-bit-node/cmake)
include("${CMAKE_CURRENT_LIST_DIR}/FlbNode.cmake")
