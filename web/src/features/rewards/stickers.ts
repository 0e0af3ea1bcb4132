/** A part of a sticker: a path on a ground of 48 by 48, and the glaze it is filled with; a line has none. */
type Part = [path: string, glaze?: 'coral' | 'leaf' | 'sky' | 'sun' | 'plum' | 'clay' | 'bone' | 'ink' | 'white']

/** The stickers, in the order in which the house counts them. Each is made of arches, pills and lines; the names are in the messages. */
export const stickers: { name: string; parts: Part[] }[] = [
  { name: 'sun', parts: [['M24 4v5M24 39v5M4 24h5M39 24h5M10 10l3.500 3.500M34.500 34.500L38 38M38 10l-3.500 3.500M13.500 34.500L10 38'], ['M24 12.500a11.500 11.500 0 1 1 0 23a11.500 11.500 0 1 1 0-23z', 'sun'], ['M19 27q5 5 10 0']] },
  { name: 'boat', parts: [['M23 6v26'], ['M23 8q14 6 15 21H23z', 'coral'], ['M20 12q-9 6-10 17h10z', 'white'], ['M6 33h36q-2 10-12 10H18Q8 43 6 33z', 'sky']] },
  { name: 'snail', parts: [['M8 40q-3-9 3-10 4 0 4 5h22q5 0 5 5z', 'sun'], ['M9 30l-4-7M12 30l1-8'], ['M29 13a12 12 0 1 1-1 24a12 12 0 1 1 1-24z', 'plum'], ['M28 37a9 9 0 1 1 8-11a6 6 0 1 1-9-3']] },
  { name: 'whale', parts: [['M22 14V9M22 9q-5-6-9-2M22 9q5-6 9-2'], ['M5 27q0-12 16-12t18 12q3-1 4-6 3 4 1 9-3 10-17 10H18Q5 40 5 27z', 'sky'], ['M13 25v2'], ['M8 33q8 5 18 2']] },
  { name: 'mushroom', parts: [['M17 28h14v10q0 5-7 5t-7-5z', 'bone'], ['M5 28q0-20 19-20t19 20z', 'coral'], ['M15 16a3 3 0 1 1 0 6a3 3 0 1 1 0-6zM30 14a3.500 3.500 0 1 1 0 7a3.500 3.500 0 1 1 0-7z', 'white']] },
  { name: 'kite', parts: [['M24 34q-4 3 0 6t-2 5'], ['M24 4L39 19 24 36 9 19z', 'plum'], ['M24 4L39 19H9z', 'sun'], ['M24 4v32']] },
  { name: 'fish', parts: [['M30 24l13-10v20z', 'coral'], ['M4 24q8-13 20-13t13 13q-3 13-13 13T4 24z', 'sun'], ['M14 20v3'], ['M23 15q6 9 0 18']] },
  { name: 'house', parts: [['M10 22v20h28V22z', 'bone'], ['M5 23L24 6l19 17z', 'coral'], ['M19 42V32q0-5 5-5t5 5v10z', 'plum']] },
  { name: 'moon', parts: [['M30 5A20 20 0 1 0 43 32 16 16 0 0 1 30 5z', 'sun'], ['M37 10v6M34 13h6']] },
  { name: 'apple', parts: [['M24 14q0-6 4-9'], ['M26 11q8-5 11 0-6 5-11 0z', 'leaf'], ['M24 15q-18-6-18 10 0 18 13 18 3 0 5-2 2 2 5 2 13 0 13-18 0-16-18-10z', 'coral'], ['M13 23q1-4 4-4']] },
  { name: 'owl', parts: [['M10 44V16q0-4-2-8 7 0 9 3h14q2-3 9-3-2 4-2 8v28q-14-6-28 0z', 'clay'], ['M17 17a6 6 0 1 1 0 12a6 6 0 1 1 0-12zM31 17a6 6 0 1 1 0 12a6 6 0 1 1 0-12z', 'white'], ['M17 22v2M31 22v2'], ['M22 28h4l-2 5z', 'sun']] },
  { name: 'rocket', parts: [['M16 30l-8 8 2 5 8-5M32 30l8 8-2 5-8-5', 'coral'], ['M24 4q11 9 9 34H15Q13 13 24 4z', 'white'], ['M24 16a4.500 4.500 0 1 1 0 9a4.500 4.500 0 1 1 0-9z', 'sky'], ['M20 38q4 9 8 0z', 'sun']] },
  { name: 'flower', parts: [['M24 26v18M24 38q6-1 8-6'], ['M24 20q-12 6-12-3 0-8 12-1-7-12 0-13t0 13q12-7 12 1 0 9-12 3 5 10 0 11t0-11z', 'plum'], ['M24 14a4 4 0 1 1 0 8a4 4 0 1 1 0-8z', 'sun']] },
  { name: 'cup', parts: [['M33 20h4q6 0 6 6t-7 7h-3'], ['M8 16h26l-2 22q0 5-5 5H15q-5 0-5-5z', 'leaf'], ['M6 13h30v5H6z', 'white'], ['M21 13l5-9']] },
  { name: 'rainbow', parts: [['M4 38a20 20 0 0 1 40 0h-6a14 14 0 0 0-28 0z', 'coral'], ['M10 38a14 14 0 0 1 28 0h-6a8 8 0 0 0-16 0z', 'sun'], ['M16 38a8 8 0 0 1 16 0h-5a3 3 0 0 0-6 0z', 'sky']] },
  { name: 'cat', parts: [['M8 42V20L7 6l10 7h14l10-7-1 14v22z', 'sun'], ['M17 22v4M31 22v4M21 31h6l-3 3z'], ['M24 34q-3 4-6 1M24 34q3 4 6 1']] },
  { name: 'bell', parts: [['M24 4v5'], ['M10 36q4-4 4-14 0-12 10-12t10 12q0 10 4 14z', 'sun'], ['M19 37h10q0 6-5 6t-5-6z', 'clay']] },
  { name: 'pear', parts: [['M24 11q0-5 3-8'], ['M24 10q7 0 8 9 8 6 8 13 0 12-16 12T8 32q0-7 8-13 1-9 8-9z', 'leaf'], ['M14 32q0-4 3-6']] },
  { name: 'balloon', parts: [['M24 36l-3 4h6z', 'coral'], ['M24 40q4 2 0 6'], ['M24 4q14 1 14 15T24 36Q10 33 10 19T24 4z', 'coral'], ['M17 17q1-6 5-7']] },
  { name: 'bridge', parts: [['M3 40V20h42v20h-6a9 9 0 0 0-18 0h-3a6 6 0 0 0-12 0z', 'clay'], ['M3 20v-6M17 20v-6M31 20v-6M45 20v-6M3 15h42']] },
  { name: 'shell', parts: [['M24 42L6 24Q6 8 24 6q18 2 18 18z', 'bone'], ['M24 42L13 13M24 42V7M24 42l11-29'], ['M18 42h12v-4H18z', 'clay']] },
  { name: 'tree', parts: [['M21 30h6v14h-6z', 'clay'], ['M24 4q10 0 10 9 8 2 8 10 0 9-10 9H16Q6 32 6 23q0-8 8-10 0-9 10-9z', 'leaf']] },
  { name: 'drum', parts: [['M8 16v20q0 7 16 7t16-7V16z', 'coral'], ['M24 10q16 0 16 6.500T24 23 8 16.500 24 10z', 'white'], ['M10 24l8 17 6-17 6 17 8-17'], ['M30 14L42 4']] },
  { name: 'star', parts: [['M24 4l6 13 14 2-10 10 2 14-12-7-12 7 2-14L4 19l14-2z', 'sun'], ['M20 22v2M28 22v2M21 29q3 3 6 0']] },
]
