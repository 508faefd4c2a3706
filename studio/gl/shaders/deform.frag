#version 330 core
// One fragment per splat: evaluate the expression bases, place by head and torso pose, project (EWA).
// Packing of the four layers: mean + opacity logit | quaternion wxyz | log scales + blend | colour logits.
const int MAX_BASES = 256;
uniform sampler2DArray base;        // stored units; 4 layers
uniform sampler2DArray bases;       // stored units; 4 layers a basis
uniform int basis_count;
uniform int splat_count;
uniform float weights[MAX_BASES];
uniform vec4 units[4];
uniform mat3 head_rotation, torso_rotation;   // head or torso space to the viewing camera
uniform vec3 head_shift, torso_shift;
uniform vec4 head_quat, torso_quat;           // wxyz, of one hemisphere
uniform vec4 intrinsics;                      // fx, fy, cx, cy in pixels
uniform vec2 size_px;
uniform float near_m;
uniform int mode;                             // 0 picture, 1 points, 2 ellipsoids, 3 depth, 4 normals
uniform vec2 depth_range;                     // near and far end of the depth view, metres
const float POINT_SHARE = 0.0012, POINT_OPACITY = 0.9, FAINT = 0.05, ELLIPSOID_SIGMAS = 1.2;   // as in modes.py

layout(location = 0) out vec4 placed;         // centre x, y in pixels, depth, opacity (0: not drawn)
layout(location = 1) out vec4 shape;          // inverse 2D covariance a, b, c; extent in sigmas
layout(location = 2) out vec4 color;

vec4 multiply(vec4 a, vec4 b) {
    return vec4(a.x * b.x - dot(a.yzw, b.yzw), a.x * b.yzw + b.x * a.yzw + cross(a.yzw, b.yzw));
}

mat3 rotation(vec4 q) {
    float w = q.x, x = q.y, y = q.z, z = q.w;
    return mat3(
        1.0 - 2.0 * (y * y + z * z), 2.0 * (x * y + w * z), 2.0 * (x * z - w * y),
        2.0 * (x * y - w * z), 1.0 - 2.0 * (x * x + z * z), 2.0 * (y * z + w * x),
        2.0 * (x * z + w * y), 2.0 * (y * z - w * x), 1.0 - 2.0 * (x * x + y * y));
}

vec3 sigmoid(vec3 x) { return 1.0 / (1.0 + exp(-clamp(x, -60.0, 60.0))); }

void main() {
    placed = shape = color = vec4(0.0);
    ivec2 texel = ivec2(gl_FragCoord.xy);
    if (texel.y * textureSize(base, 0).x + texel.x >= splat_count) return;
    vec4 part[4];
    for (int i = 0; i < 4; i++) part[i] = texelFetch(base, ivec3(texel, i), 0);
    float blend = part[2].w;
    for (int k = 0; k < basis_count; k++)
        for (int i = 0; i < 4; i++) part[i] += weights[k] * texelFetch(bases, ivec3(texel, 4 * k + i), 0);
    for (int i = 0; i < 4; i++) part[i] *= units[i];

    vec3 mean = blend * (head_rotation * part[0].xyz + head_shift)
              + (1.0 - blend) * (torso_rotation * part[0].xyz + torso_shift);
    if (!(mean.z > near_m)) return;   // NaN fails too
    vec4 turn = blend * head_quat + (1.0 - blend) * torso_quat;
    vec4 quat = multiply(turn / max(length(turn), 1e-12), part[1] / max(length(part[1]), 1e-12));
    mat3 axes = rotation(quat);
    vec3 scale = exp(clamp(part[2].xyz, -12.0, 2.0));
    mat3 half_cov = mat3(axes[0] * scale.x, axes[1] * scale.y, axes[2] * scale.z);
    float opacity = sigmoid(part[0].www).x;
    if (mode == 1 || mode == 2) {
        if (!(opacity >= FAINT)) return;
        opacity = POINT_OPACITY;
    }
    if (mode == 1) {
        float sigma = POINT_SHARE * min(size_px.x, size_px.y) * max(mean.z, 1e-3) / intrinsics.x;
        half_cov = mat3(sigma, 0.0, 0.0, 0.0, sigma, 0.0, 0.0, 0.0, sigma);
    }

    // the Jacobian is taken no farther outside the picture than 0.15 of its width, as gsplat does
    vec2 focal = intrinsics.xy, centre = intrinsics.zw;
    vec2 slack = 0.15 * size_px / focal;
    vec2 slope = clamp(mean.xy / mean.z, -centre / focal - slack, (size_px - centre) / focal + slack);
    vec3 row_x = vec3(focal.x, 0.0, -focal.x * slope.x) / mean.z;
    vec3 row_y = vec3(0.0, focal.y, -focal.y * slope.y) / mean.z;
    vec3 jx = row_x * half_cov, jy = row_y * half_cov;
    float xx = dot(jx, jx) + 0.3, xy = dot(jx, jy), yy = dot(jy, jy) + 0.3;
    float det = xx * yy - xy * xy;
    if (!(det > 0.0) || opacity < 1.0 / 255.0) return;
    float extent = mode == 2 ? ELLIPSOID_SIGMAS : min(3.33, sqrt(2.0 * log(255.0 * opacity)));
    placed = vec4(mean.xy / mean.z * focal + centre, mean.z, opacity);
    shape = vec4(yy, -xy, xx, 0.0) / det;
    shape.w = extent;
    color = vec4(sigmoid(part[3].xyz), 1.0);
    if (mode == 3) color.rgb = vec3(clamp((mean.z - depth_range.x) / (depth_range.y - depth_range.x), 0.0, 1.0));
    if (mode == 4) {
        vec3 normal = scale.x <= scale.y && scale.x <= scale.z ? axes[0] : (scale.y <= scale.z ? axes[1] : axes[2]);
        if (dot(normal, mean) > 0.0) normal = -normal;
        color.rgb = normal * vec3(0.5, -0.5, -0.5) + 0.5;
    }
}
