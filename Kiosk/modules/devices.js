// Pictures, sound and film from the machine's own camera and microphone.

const QUALITY = 0.85;
/// Longest sound or film; what a file may hold at these rates.
const LIMIT_S = { sound: 900, film: 60 };
const RATES = { audioBitsPerSecond: 32_000, videoBitsPerSecond: 600_000 };

export function camera(part, { kind, finish, fail }) {
  const video = part("video");
  const facing = kind === "selfie" ? "user" : "environment";
  const opened = navigator.mediaDevices.getUserMedia(
    { video: { facingMode: facing, width: { ideal: 1920 }, height: { ideal: 1080 } } });
  opened.then((stream) => { video.srcObject = stream; video.hidden = false; }, fail);
  return {
    actions: {
      shoot: () => {
        if (!video.videoWidth) return;
        const canvas = document.createElement("canvas");
        [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
        canvas.getContext("2d").drawImage(video, 0, 0);
        canvas.toBlob((blob) => finish(blob, "picture.jpg"), "image/jpeg", QUALITY);
      },
    },
    close: () => { video.srcObject = null; release(opened); },
  };
}

export function recorder(part, { kind, finish, fail, show }) {
  const isFilm = kind === "film";
  const opened = navigator.mediaDevices.getUserMedia(
    isFilm ? { audio: true, video: { width: { ideal: 640 } } } : { audio: true });
  let recording;
  let timer;
  opened.then((stream) => {
    if (!isFilm) return;
    part("video").srcObject = stream;
    part("video").hidden = false;
  }, fail);
  const done = () => recording?.end().then((blob) => finish(blob, "recording.webm"));
  return {
    actions: {
      begin: async () => {
        if (recording) return;
        recording = record(await opened);
        show("done");
        part("on-air").hidden = false;
        const start = Date.now();
        timer = setInterval(() => {
          const seconds = Math.round((Date.now() - start) / 1000);
          part("seconds").textContent = `${seconds} s`;
          if (seconds >= LIMIT_S[kind]) done();
        }, 1000);
      },
      done,
    },
    close: () => { clearInterval(timer); part("video").srcObject = null; release(opened); },
  };
}

/// Records a stream until its `end`, which answers with the bytes.
export function record(stream) {
  const hasFilm = stream.getVideoTracks().length > 0;
  const type = hasFilm ? "video/webm" : "audio/webm";
  const recorder = new MediaRecorder(stream, { mimeType: type, ...RATES });
  const pieces = [];
  recorder.addEventListener("dataavailable", (event) => pieces.push(event.data));
  recorder.start();
  return {
    end: () => new Promise((resolve) => {
      recorder.addEventListener("stop", () => resolve(new Blob(pieces, { type })));
      recorder.stop();
    }),
  };
}

function release(opened) {
  opened.then((stream) => { for (const track of stream.getTracks()) track.stop(); }, () => {});
}
