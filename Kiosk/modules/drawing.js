// A drawing or signature with finger, pen or mouse; of `annotate` upon the picture that is there.

const LINE_PX = 4;

export function drawing(part, { signal, picture, finish }) {
  const canvas = part("canvas");
  const pen = canvas.getContext("2d");
  let isEmpty = true;
  const clear = async () => {
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    isEmpty = true;
    if (!picture) return;
    const image = new Image();
    image.src = picture;
    await image.decode();
    const scale = Math.min(canvas.width / image.width, canvas.height / image.height);
    pen.drawImage(image, 0, 0, image.width * scale, image.height * scale);
  };
  const place = (event) => {
    const box = canvas.getBoundingClientRect();
    return [(event.clientX - box.left) * canvas.width / box.width,
      (event.clientY - box.top) * canvas.height / box.height];
  };
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    pen.beginPath();
    pen.moveTo(...place(event));
  }, { signal });
  canvas.addEventListener("pointermove", (event) => {
    if (!event.buttons) return;
    isEmpty = false;
    Object.assign(pen, { lineWidth: LINE_PX, lineCap: "round", lineJoin: "round", strokeStyle: "#102a6b" });
    pen.lineTo(...place(event));
    pen.stroke();
  }, { signal });
  canvas.hidden = false;
  clear();
  return {
    actions: {
      clear,
      done: () => isEmpty || canvas.toBlob((blob) => finish(blob, "drawing.png"), "image/png"),
    },
  };
}
