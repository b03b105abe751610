# Debian's cross compiler: apt-get install g++-aarch64-linux-gnu
#
#   cmake -S . -B build/arm64 --toolchain cmake/toolchains/aarch64-linux-gnu.cmake -DLIBNODE_DIR=.../usr
#
# The libraries are those of Debian's arm64, from /usr (dpkg --add-architecture arm64) or, as tools/pack.mjs has it, from a
# folder with those packages unpacked.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(CMAKE_C_COMPILER aarch64-linux-gnu-gcc)
set(CMAKE_CXX_COMPILER aarch64-linux-gnu-g++)
