#version 330 core
flat in vec2 centre;
flat in vec4 shape;
flat in vec4 color;
uniform vec2 size_px;
out vec4 premultiplied;

void main() {
    vec2 d = vec2(gl_FragCoord.x, size_px.y - gl_FragCoord.y) - centre;
    float power = 0.5 * (shape.x * d.x * d.x + shape.z * d.y * d.y) + shape.y * d.x * d.y;
    if (!(power >= 0.0)) discard;
    float alpha = min(0.999, color.a * exp(-power));
    if (alpha < 1.0 / 255.0) discard;
    premultiplied = vec4(color.rgb * alpha, alpha);
}
