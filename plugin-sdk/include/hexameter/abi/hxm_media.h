/* hxm_media.h: media as neutral frames, and the plugins that make and change them. FFmpeg and its
 * like are linked by decoder plugins alone, so that a file that nobody trusts is opened in one
 * place, which the host may cage. */
#ifndef HXM_MEDIA_H
#define HXM_MEDIA_H
#include <hexameter/abi/hxm_base.h>
#include <hexameter/abi/hxm_chunk.h>
#ifdef __cplusplus
extern "C" {
#endif

/* ---- frames: named, typed arrays ---- */

enum { HXM_FRAME_IMAGE = 1, HXM_FRAME_AUDIO, HXM_FRAME_MESH };

enum { HXM_U8 = 1, HXM_U16, HXM_U32, HXM_F32, HXM_F64, HXM_I16, HXM_F16 };

/* One array of a frame. Names and shapes by kind:
 *   image  "pixels" u8 x 3 or 4 (RGB, RGBA), rows from the top, sRGB
 *   audio  "samples" f32 x channels, interleaved, -1..1
 *   mesh   "position" f32 x 3, "normal" f32 x 3, "uv" f32 x 2, "triangle" u32 x 3, "material" u32
 * Strided itself. The last element must end within data.n: check before use. */
typedef struct hxm_array {
    const char* name;
    uint32_t type, components; /* HXM_U8 ...; how many per element */
    uint64_t count;            /* elements */
    uint64_t stride_bytes;     /* from element to element */
    hxm_buf data;
    uint64_t row_stride_bytes; /* images only; 0 = width x stride_bytes */
} hxm_array;

/* Whoever made it owns it; see the function that hands it out for how long it lives. */
typedef struct hxm_frame {
    uint32_t struct_size, kind, width, height, channels, sample_rate_hz, array_count, array_stride;
    uint64_t pts_ns, duration_ns; /* presentation time; 0 for still media */
    const hxm_array* arrays;
    hxm_str info_json; /* an object, or empty */
} hxm_frame;

/* Takes one frame out of a call; it is borrowed for that call. */
typedef hxm_status (*hxm_take_frame)(void* to, const hxm_frame* f);

/* ---- interfaces of decoder plugins ---- */

#define HXM_IF_DECODER "hexameter.decoder/1"

/* Calls of one medium are serial, the thread may change:  open (seek | next)* close  */
typedef struct hxm_decoder {
    uint32_t struct_size, reserved;

    /* Says what it is without decoding it. Keys: mime, width, height, duration_ns, frames,
     * sample_rate_hz, channels. HXM_E_UNSUPPORTED: not of mine. [any] */
    hxm_status (*probe)(void* self, hxm_op op, const hxm_source* src, const hxm_writer* info);

    /* Opens medium m; limits (pixels, duration) are options. src lives until close, which follows
     * always, also a failed open. EXIF rotation is applied; a scene comes as one mesh frame per
     * node with its transforms applied, unless the options ask otherwise. */
    hxm_status (*open)(void* self, hxm_op op, hxm_media m, const hxm_source* src,
                       hxm_str options_json);

    /* Exact: the following next gives the frame shown at pts_ns, the last one with pts <= pts_ns.
     * HXM_E_UNSUPPORTED: the host reads from the start. */
    hxm_status (*seek)(void* self, hxm_media m, uint64_t pts_ns);

    /* HXM_STOP: the end. *out is the plugin's and dies at the next call on m, seek and close too.
     */
    hxm_status (*next)(void* self, hxm_media m, const hxm_frame** out);

    void (*close)(void* self, hxm_media m);
} hxm_decoder;

/* Resize, crop, resample, convert. */
#define HXM_IF_TRANSFORM "hexameter.transform/1"

typedef struct hxm_transform {
    uint32_t struct_size, reserved;
    hxm_status (*apply)(void* self, hxm_op op, const hxm_frame* f, hxm_str options_json, void* to,
                        hxm_take_frame frame); /* [op] */
} hxm_transform;

#define HXM_IF_ENCODER "hexameter.encoder/1"

typedef struct hxm_encoder {
    uint32_t struct_size, reserved;
    hxm_status (*encode)(void* self, hxm_op op, const hxm_frame* f, hxm_str mime,
                         hxm_str options_json, void* to, hxm_put put); /* [op] */
} hxm_encoder;

#ifdef __cplusplus
}
#endif
#endif
