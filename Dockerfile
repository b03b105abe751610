# Fluent Bit with a plugin in TypeScript.
#
#   docker build -t my-fluent-bit .
#   docker run --rm my-fluent-bit
#
# Another of the examples: --build-arg PLUGIN=in-dummy-metrics. With a configuration of your own:
#   docker run --rm -v $(pwd)/fluent-bit.conf:/fluent-bit/etc/fluent-bit.conf:ro my-fluent-bit
ARG FLUENT_BIT_VERSION=5.1.1

FROM debian:trixie-slim AS builder
ARG PLUGIN=in-dummy

# Debian's Node 20, and the same Node as a shared library with its headers.
RUN apt-get update && \
    apt-get install -y --no-install-recommends ca-certificates nodejs npm g++ cmake make libnode-dev && \
    rm -rf /var/lib/apt/lists/*

WORKDIR /fluent-bit-node

COPY package.json package-lock.json ./
RUN npm ci

COPY . .
RUN cmake --preset release -DFLB_NODE_SETUP=OFF -DFLB_NODE_BUILD_HOST=OFF && \
    cmake --build --preset release && \
    install -D -t /out build/lib/libflbnode.so build/plugins/*.so "examples/${PLUGIN}/fluent-bit.conf" && \
    sed 's#build/plugins#/fluent-bit/etc#' "examples/${PLUGIN}/plugins.conf" > /out/plugins.conf

FROM fluent/fluent-bit:${FLUENT_BIT_VERSION} AS fluent-bit

# Not the official image itself: it has no package manager to get libnode with. The same Debian, and what that one has.
FROM debian:trixie-slim

RUN apt-get update && \
    apt-get install -y --no-install-recommends \
      libnode115 \
      ca-certificates libatomic1 libcurl4t64 libpq5 libsasl2-2 libssl3t64 libsystemd0 libyaml-0-2 && \
    rm -rf /var/lib/apt/lists/*

COPY --from=fluent-bit /fluent-bit /fluent-bit
# The plugins, the runtime beside them, and the example's configuration in place of the image's.
COPY --from=builder /out/ /fluent-bit/etc/

EXPOSE 2020
ENTRYPOINT [ "/fluent-bit/bin/fluent-bit" ]
CMD [ "-c", "/fluent-bit/etc/fluent-bit.conf" ]
