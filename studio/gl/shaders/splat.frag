#version 330 core
flat in vec2 centre;
flat in vec4 shape;
flat in vec4 color;
uniform vec2 size_px;
uniform int mode;
const float ELLIPSOID_SIGMAS = 1.2, SHADE_LEAST = 0.35;   // as in modes.py
out vec4 premultiplied;

void main() {
    vec2 d = vec2(gl_FragCoord.x, size_px.y - gl_FragCoord.y) - centre;
    float power = 0.5 * (shape.x * d.x * d.x + shape.z * d.y * d.y) + shape.y * d.x * d.y;
    if (!(power >= 0.0)) discard;
    if (mode == 2) {                 // a solid, shaded like a ball
        float share = 2.0 * power / (ELLIPSOID_SIGMAS * ELLIPSOID_SIGMAS);
        if (share > 1.0) discard;
        premultiplied = vec4(color.rgb * (SHADE_LEAST + (1.0 - SHADE_LEAST) * sqrt(1.0 - share)), 1.0);
        return;
    }
    float alpha = min(0.999, color.a * exp(-power));
    if (alpha < 1.0 / 255.0) discard;
    premultiplied = vec4(color.rgb * alpha, alpha);
}
