document.getElementById("root").textContent = "Resonant scattering of a magnetic thin film";
