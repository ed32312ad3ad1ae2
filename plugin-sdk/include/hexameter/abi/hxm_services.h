/* hxm_services.h: optional services of the host, by hxm_host.get_extension. In each table, ctx is
 * the first argument of its functions (not hxm_host's ctx). All functions: [op]. */
#ifndef HXM_SERVICES_H
#define HXM_SERVICES_H
#include <hexameter/abi/hxm_base.h>
#include <hexameter/abi/hxm_chunk.h>
#include <hexameter/abi/hxm_media.h>
#include <hexameter/abi/hxm_request.h>
#ifdef __cplusplus
extern "C" {
#endif

/* Media through whatever decoder plugin serves; the host times each step apart. */
#define HXM_HOST_MEDIA "hexameter.host.media/1"

typedef struct hxm_host_media {
    uint32_t struct_size, reserved;
    void* ctx;

    /* The flat way, one call: open or take the bytes, decode, choose frames, resize, encode. from:
     * data, or name = a path of the data set. options, such as {"frames": 8, "width": 64,
     * "height": 64, "fit": "contain", "quality": 85}. mime "": as it lies. item is called for each
     * result, which is borrowed for that call. */
    hxm_status (*load)(void* ctx, hxm_op op, const hxm_part* from, hxm_str options_json,
                       hxm_str mime, void* to, hxm_status (*item)(void* to, const hxm_part* made));

    /* The keys of hxm_decoder.probe. */
    hxm_status (*probe)(void* ctx, hxm_op op, const hxm_part* from, const hxm_writer* info);

    hxm_status (*decode)(void* ctx, hxm_op op, const hxm_source* src, hxm_str options_json,
                         void* to, hxm_take_frame frame);
    hxm_status (*transform)(void* ctx, hxm_op op, const hxm_frame* f, hxm_str options_json,
                            void* to, hxm_take_frame frame);
    hxm_status (*encode)(void* ctx, hxm_op op, const hxm_frame* f, hxm_str mime,
                         hxm_str options_json, void* to, hxm_put put);

    /* A file by its path in the data set, within its folder. The source lives for the call of
     * `source`. */
    hxm_status (*open)(void* ctx, hxm_op op, hxm_str path, void* to,
                       hxm_status (*source)(void* to, const hxm_source* src));
} hxm_host_media;

/* Files kept with the iteration: rendered views, audio, meshes. */
#define HXM_HOST_ARTEFACT "hexameter.host.artefact/1"

typedef struct hxm_host_artefact {
    uint32_t struct_size, reserved;
    void* ctx;
    hxm_status (*put)(void* ctx, hxm_op op, hxm_str name, hxm_str mime, hxm_buf bytes);
} hxm_host_artefact;

/* Runs what a model wrote, in the host's cage. */
#define HXM_HOST_EXEC "hexameter.host.exec/1"

typedef struct hxm_host_exec {
    uint32_t struct_size, reserved;
    void* ctx;

    /* spec: {"argv", limits}; files lie in the working folder. out gets exit, signal, stdout,
     * stderr, cpu_ns. */
    hxm_status (*run)(void* ctx, hxm_op op, hxm_str spec_json, const hxm_part* files,
                      uint32_t file_count, uint32_t part_stride, const hxm_writer* out);
} hxm_host_exec;

#ifdef __cplusplus
}
#endif
#endif
